// A question from the branch that asks it to its end, as every page sees it.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { pictures } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const [ASKER, OTHER] = [1, 2];
const SHOWN_WITHIN_MS = 10_000;
const TOPIC = '加装电梯的资金缺口由谁协调';

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

story('whoever is given the floor is seen at the host and at the other branch', cast, async () => {
  await ask('asker', TOPIC);
  await grant(ASKER);
  await step('asker', 'speaking');
  await show(ASKER, ['host', 'other']);
  await show(MAIN, ['asker']);
});

story('another question waits meanwhile, and cannot be granted', cast, async () => {
  await ask('other', '');
  const button = browsers.host.page.locator(`[data-question="${OTHER}"] [data-action="grant"]`);
  await button.waitFor({ timeout: SHOWN_WITHIN_MS });
  assert.equal(await button.isDisabled(), true);
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
