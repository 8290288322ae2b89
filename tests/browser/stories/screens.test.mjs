// Every screen in both languages and three sizes: nothing complains, nothing sticks out sideways,
// every text is there, and axe-core finds no serious fault.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { faults } from '../world/accessibility.mjs';
import { Browser } from '../world/browser.mjs';
import { ARTEFACTS, story } from '../world/story.mjs';
import { ADMINISTRATOR, MAIN, Street } from '../world/street.mjs';

const SIZES = { laptop: [1366, 768], screen: [1920, 1080], phone: [390, 844] };
const LANGUAGES = { 'zh-CN': '中文', en: 'English' };
const BRANCHES = 33;
const BRANCH = 3;

/** Screens by name: who looks, the address, and what is there once it is shown. */
const SCREENS = {
  login: ['nobody', '/login', 'form.login'],
  'set-up': ['nobody', '/setup?token=not-a-token', 'form.login'],
  sessions: ['administrator', '/', '.session-card'],
  venues: ['administrator', '/venues', '[data-venue="33"]'],
  users: ['administrator', '/users', 'table.table tbody tr'],
  departments: ['administrator', '/departments', 'main h1'],
  'no-such-page': ['administrator', '/nowhere', '#app h1'],
  'nobody-at-the-hall': ['nobody', '/branch', '.lobby h1'],
  check: ['branch', '/check', '[data-verdict="both"]'],
  host: ['host', '/host', '[data-page="host"]'],
  wall: ['wall', '/wall', '[data-page="wall"]'],
  branch: ['branch', '/branch', '[data-page="branch"] .self-view'],
};

let street;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({ branches: BRANCHES, played: [1, 2, 7, 12] });
  await mkdir(join(ARTEFACTS, 'screens'), { recursive: true });
  browsers.looker = await Browser.launch({ venue: BRANCH });
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

for (const [name, [who, path, shown]] of Object.entries(SCREENS)) {
  story(`screen ${name}`, cast, async () => {
    const { page } = browsers.looker;
    browsers.looker.complaints.length = 0;
    await become(who);
    for (const language of Object.keys(LANGUAGES)) {
      await page.evaluate((chosen) => localStorage.setItem('pinhui.language', chosen), language);
      for (const [size, [width, height]] of Object.entries(SIZES)) {
        await page.setViewportSize({ width, height });
        await page.goto(street.address(path));
        await page.locator(shown).first().waitFor();
        const at = `${name}, ${language}, ${size}`;
        await page.screenshot({ path: join(ARTEFACTS, 'screens', `${name}-${size}-${language}.png`) });
        await fits(page, at);
        await speaks(page, language, at);
        assert.deepEqual(await faults(page), [], at);
      }
    }
    // A page that nobody is logged in at is told so by a status of its own.
    const unexpected = browsers.looker.complaints.filter((line) => !/status of 401/.test(line));
    assert.deepEqual(unexpected, [], `complaints of ${name}`);
  });
}

/** Logs in, or opens a seat's link, or forgets both. */
async function become(who) {
  const { page } = browsers.looker;
  await browsers.looker.forget();
  if (who === 'nobody') await page.goto(street.address('/login'));
  else if (who === 'administrator') {
    await page.goto(street.address('/login'));
    await page.evaluate(async (known) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch('/api/v1/login', { method: 'POST', headers, body: JSON.stringify(known) });
      if (!answer.ok) throw new Error(`login: ${answer.status}`);
    }, ADMINISTRATOR);
  } else {
    await page.goto(street.link(who === 'branch' ? BRANCH : MAIN, who));
  }
}

/** Nothing sticks out to the right. */
async function fits(page, at) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${at}: ${content} px wide in a window of ${window} px`);
}

/** The page is in its language, and no text is missing. */
async function speaks(page, language, at) {
  const [declared, text] = await page.evaluate(() => [document.documentElement.lang, document.body.innerText]);
  assert.equal(declared, language, at);
  assert.ok(text.trim().length > 0, `${at}: empty`);
  assert.doesNotMatch(text, /undefined|\[object|NaN|=>/, at);
}
