// A question from the branch that asks it to its end, as every page sees it.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { pictures, soundEnergy } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const [ASKER, OTHER] = [1, 2];
const SHOWN_WITHIN_MS = 30_000;
/** Until every page is back after the server was killed. */
const BACK_WITHIN_MS = 30_000;
/** Energy that beeps bring in a moment, far above that of a quiet room. */
const ENERGY_MIN = 1e-5;
const TOPIC = '加装电梯的资金缺口由谁协调';
/** What a screen reader hears once the asker is on the stage. */
const ANNOUNCED = /请 01 第1小区 发言/;

let street;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({ branches: 2, played: [] });
  for (const [name, venue, place] of [
    ['host', MAIN, 'host'],
    ['asker', ASKER, 'branch'],
    ['other', OTHER, 'branch'],
  ]) {
    browsers[name] = await Browser.launch({ venue });
    await browsers[name].page.goto(street.link(venue, place));
  }
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

story('before anybody asks, the main venue is seen at the branches', cast, async () => {
  await show(MAIN, ['asker', 'other']);
});

story('a question is seen in the queue of the host, with its topic', cast, async () => {
  await ask('asker', TOPIC);
  await step('asker', 'waiting');
  const waiting = browsers.host.page.locator(`[data-question="${ASKER}"]`);
  await waiting.waitFor({ timeout: SHOWN_WITHIN_MS });
  assert.match(await waiting.innerText(), new RegExp(TOPIC));
});

story('a question that is withdrawn is gone from it', cast, async () => {
  await browsers.asker.page.locator('[data-action="withdraw"]').click();
  await step('asker', 'free');
  await browsers.host.page
    .locator(`[data-question="${ASKER}"]`)
    .waitFor({ state: 'detached', timeout: SHOWN_WITHIN_MS });
});

story('a page that is loaded anew finds its question in its place', cast, async () => {
  await ask('other', '');
  await ask('asker', TOPIC);
  await step('asker', 'waiting');
  await browsers.asker.page.reload();
  await step('asker', 'waiting');
  assert.match(await browsers.asker.page.locator('[data-ask="waiting"]').innerText(), /第 2 位/);
  await browsers.other.page.locator('[data-action="withdraw"]').click();
  await until('it has moved up', SHOWN_WITHIN_MS, async () => {
    const said = await browsers.asker.page.locator('[data-ask="waiting"]').innerText();
    return { holds: /第 1 位/.test(said), said };
  });
});

story('whoever is given the floor is seen at the host and at the other branch', cast, async () => {
  await grant(ASKER);
  await step('asker', 'speaking');
  await show(ASKER, ['host', 'other']);
  await show(MAIN, ['asker']);
  await hears('other', ASKER);
  assert.match(await browsers.other.page.locator('[aria-live]').allInnerTexts().then(String), ANNOUNCED);
});

story('a server that is killed in the middle of it and started again has lost nothing', cast, async () => {
  await street.killServer();
  await street.startServer();
  for (const name of ['asker', 'other', 'host']) {
    await browsers[name].page
      .locator('[data-link="open"][data-path="connected"]')
      .waitFor({ timeout: BACK_WITHIN_MS });
  }
  await step('asker', 'speaking');
  await show(ASKER, ['host', 'other']);
  await hears('other', ASKER);
});

story('another question waits meanwhile, and cannot be granted', cast, async () => {
  await ask('other', '');
  await browsers.host.page
    .locator(`[data-question="${OTHER}"]`)
    .waitFor({ timeout: SHOWN_WITHIN_MS });
  assert.equal(await browsers.host.page.locator('[data-action="grant"]').count(), 0);
  assert.equal(await browsers.host.page.locator('[data-action="grant-next"]').count(), 0);
});

story('at its end the main venue is seen again', cast, async () => {
  await browsers.asker.page.locator('[data-action="end"]').click();
  await step('asker', 'free');
  await show(MAIN, ['asker', 'other']);
});

story('the host ends the next one, and notes that it was answered', cast, async () => {
  await grant(OTHER);
  await step('other', 'speaking');
  await show(OTHER, ['host', 'asker']);
  await browsers.host.page.locator(`[data-speaking="${OTHER}"] [data-action="answered"]`).click();
  await step('other', 'free');
  await show(MAIN, ['asker', 'other']);
});

async function ask(name, topic) {
  const { page } = browsers[name];
  await page.locator('[data-action="ask"]').click();
  await page.locator('[data-field="topic"]').fill(topic);
  await page.locator('[data-action="submit-ask"]').click();
}

async function grant(venue) {
  await browsers.host.page.locator(`[data-question="${venue}"] [data-action="grant"]`).click();
}

/** Waits until the page says that its own question stands at `wanted`. */
async function step(name, wanted) {
  await browsers[name].page.locator(`[data-ask="${wanted}"]`).waitFor({ timeout: SHOWN_WITHIN_MS });
}

async function show(venue, who) {
  for (const name of who) {
    await until(`${name} sees venue ${venue}`, SHOWN_WITHIN_MS, async () => {
      const seen = (await pictures(browsers[name].page)).get('stage');
      return { holds: seen?.shows === venue, said: seen };
    });
  }
}

/** Waits until the sound of `venue` that a page plays has more energy than a moment ago. */
async function hears(name, venue) {
  const listen = browsers[name].page.locator('[data-action="listen"]');
  if (await listen.isVisible()) await listen.click();
  const energy = async () => (await soundEnergy(browsers[name].page)).get(venue) ?? 0;
  const before = await energy();
  await until(`${name} hears venue ${venue}`, SHOWN_WITHIN_MS, async () => {
    const now = await energy();
    return { holds: now > before + ENERGY_MIN, said: [before, now] };
  });
}
