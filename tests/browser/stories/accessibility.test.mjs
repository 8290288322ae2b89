// Everything that opens in the hall, in both languages: axe-core finds nothing serious, targets are large
// enough to hit, the focus is seen, an enlarged page scrolls.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { faults } from '../world/accessibility.mjs';
import { Browser } from '../world/browser.mjs';
import { ARTEFACTS, story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';

const BRANCH = 3;
const LANGUAGES = ['zh-CN', 'en'];
/** Smallest side of what is pressed on a branch's page, CSS pixels. */
const TARGET_PX = 44;
const TAB_STOPS = 24;

/** What opens on a page, by name: what is pressed one after another. */
const HOST = {
  limit: ['panel-limit'],
  chair: ['panel-chair'],
  record: ['panel-record'],
  patrol: ['panel-patrol'],
  wall: ['panel-wall'],
  notices: ['panel-notices'],
  slides: ['panel-slides'],
  missing: ['call-missing'],
  extend: ['panel-extend'],
  end: ['panel-end'],
  readiness: ['readiness'],
  'roll-call': ['panel-roll-call', 'start-roll-call', 'call-next'],
  'roll-call-ended': ['panel-roll-call', 'end-roll-call'],
};
const BRANCH_PAGE = {
  topic: ['ask'],
  more: ['more'],
  watch: ['more', 'watch'],
  check: ['more', 'check'],
  'sign-in': ['sign-in'],
};

let street;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({ branches: 33, played: [1, 2] });
  await mkdir(join(ARTEFACTS, 'screens'), { recursive: true });
  browsers.host = await Browser.launch({ venue: MAIN });
  browsers.branch = await Browser.launch({ venue: BRANCH });
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

for (const language of LANGUAGES) {
  story(`what opens on the console, in ${language}`, cast, async () => {
    const { page } = browsers.host;
    await open(page, street.link(MAIN, 'host'), language, '[data-page="host"]');
    for (const [name, actions] of Object.entries(HOST)) await look(page, `host-${name}-${language}`, actions);
    await page.keyboard.press('?');
    await look(page, `host-keys-${language}`, []);
  });

  story(`what opens at a branch, in ${language}`, cast, async () => {
    const { page } = browsers.branch;
    await open(page, street.link(BRANCH, 'branch'), language, '[data-page="branch"] .self-view');
    for (const [name, actions] of Object.entries(BRANCH_PAGE)) {
      await look(page, `branch-${name}-${language}`, actions, { targets: true });
    }
  });
}

story('the focus is seen wherever it goes', cast, async () => {
  for (const { page } of Object.values(browsers)) {
    for (let stop = 0; stop < TAB_STOPS; stop += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const focused = document.activeElement;
        if (focused === null || focused === document.body) return undefined;
        const { outlineStyle, outlineWidth } = getComputedStyle(focused);
        return { what: focused.outerHTML.slice(0, 100), outlineStyle, width: Number.parseFloat(outlineWidth) };
      });
      if (seen !== undefined) assert.ok(seen.outlineStyle !== 'none' && seen.width >= 2, JSON.stringify(seen));
    }
  }
});

story('a page enlarged to 200 % scrolls to everything', cast, async () => {
  for (const [name, last] of [
    ['host', '[data-action="panel-end"]'],
    ['branch', '[data-action="more"]'],
  ]) {
    const { page } = browsers[name];
    await page.setViewportSize({ width: 683, height: 384 });
    const button = page.locator(last);
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 683 && box.y + box.height <= 384, JSON.stringify(box));
    await button.click({ trial: true });
  }
});

async function open(page, link, language, shown) {
  await page.goto(link);
  await page.evaluate((chosen) => localStorage.setItem('pinhui.language', chosen), language);
  await page.reload();
  await page.locator(shown).waitFor();
}

async function look(page, name, actions, { targets = false } = {}) {
  for (const action of actions) await page.locator(`[data-action="${action}"]:enabled`).first().click();
  await page.screenshot({ path: join(ARTEFACTS, 'screens', `${name}.png`) });
  assert.deepEqual(await faults(page), [], name);
  if (targets) assert.deepEqual(await smallTargets(page), [], `${name}: smaller than ${TARGET_PX} px`);
  await page.keyboard.press('Escape');
}

/** What can be pressed and is smaller than a finger. */
function smallTargets(page) {
  return page.evaluate((least) => {
    const shown = [...document.querySelectorAll('button, a[href], select, input, summary')];
    return shown
      .map((element) => [element.outerHTML.slice(0, 120), (element.closest('label') ?? element).getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 0 && (width < least || height < least))
      .map(([html, { width, height }]) => `${Math.round(width)}×${Math.round(height)} ${html}`);
  }, TARGET_PX);
}
