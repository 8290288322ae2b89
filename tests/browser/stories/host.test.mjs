// The chair's commands from the console, as the branches and the wall see and hear them. Thirty-three venues:
// two browsers among them, the others synthetic.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { pictures, report, soundEnergy } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const BRANCHES = 33;
/** The branches that are real browsers. */
const [NEAR, FAR] = [3, 17];
const JOIN_WITHIN_MS = 60_000;
const SHOWN_WITHIN_MS = 30_000;
/** A patrol stays ten seconds with a venue, and begins anywhere in a turn. */
const TURNS_WITHIN_MS = 45_000;

let street;
const browsers = {};
const cast = () => ({ street, browsers });
const branches = Array.from({ length: BRANCHES }, (_, position) => position + 1);

before(async () => {
  const played = branches.filter((venue) => ![NEAR, FAR].includes(venue));
  street = await Street.live({ branches: BRANCHES, played });
  for (const [name, venue, place, width] of [
    ['wall', MAIN, 'wall', 1920],
    ['host', MAIN, 'host', 1366],
    ['near', NEAR, 'branch', 1366],
    ['far', FAR, 'branch', 390],
  ]) {
    browsers[name] = await Browser.launch({ ...(place === 'wall' ? {} : { venue }), width, height: 844 });
    await browsers[name].page.goto(street.link(venue, place));
  }
  await until('every venue is online', JOIN_WITHIN_MS, async () => {
    const online = await host().locator('[data-seat][data-connection="online"]').count();
    return { holds: online === BRANCHES, said: online };
  });
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

story('readiness is told for every venue, the troubled first', cast, async () => {
  await press('readiness');
  await until('every venue has a line', SHOWN_WITHIN_MS, async () => {
    const lines = await host().locator('.readiness tbody tr').count();
    return { holds: lines === BRANCHES, said: lines };
  });
  const lights = await host()
    .locator('.readiness tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.dataset.light));
  const order = ['bad', 'missing', 'wait', 'good'];
  const sorted = [...lights].sort((one, other) => order.indexOf(one) - order.indexOf(other));
  assert.deepEqual(lights, sorted);
  await host().keyboard.press('Escape');
});

story('the roll call opens the microphone of the called venue and closes exactly the other 32', cast, async () => {
  await press('panel-roll-call');
  await press('start-roll-call');
  await press('call-next');
  await called(1);
  await openIs([1]);
  await onStage(1, ['near', 'far']);
  await click('[data-mark="present"]');
  await called(2);
  await openIs([2]);
  await click('[data-mark="absent"]');
  await called(3);
  await openIs([3]);
  await onStage(NEAR, ['host', 'far']);
  assert.match(await page('near').locator('.call-notice').innerText(), /请应答/);
  await hearsOnly('far', [MAIN, NEAR]);
});

story('its results are kept when it has ended', cast, async () => {
  await press('end-roll-call');
  await openIs([]);
  const result = (venue) =>
    host().locator(`.marks [data-venue="${venue}"]`).getAttribute('data-result');
  assert.deepEqual([await result(1), await result(2), await result(3)], ['present', 'absent', 'none']);
  await onStage(MAIN, ['near', 'far']);
});

story('what the chair closed can be undone', cast, async () => {
  await press('mute-all');
  await until('all are muted', SHOWN_WITHIN_MS, async () => {
    const muted = await host().locator('[data-seat][data-muted="true"]').count();
    return { holds: muted === BRANCHES, said: muted };
  });
  await press('undo');
  await until('nobody is muted', SHOWN_WITHIN_MS, async () => {
    const muted = await host().locator('[data-seat][data-muted="true"]').count();
    return { holds: muted === 0, said: muted };
  });
});

story('a branch chooses what it sees; a broadcast goes before, and the choice comes back after it', cast, async () => {
  await page('near').locator('[data-action="more"]').click();
  await page('near').locator('[data-action="watch"]').click();
  await page('near').locator('[data-watch="9"]').click();
  await sees('near', 9);
  await sees('far', MAIN);
  await host().locator('[data-seat="20"]').click();
  await press('broadcast');
  await sees('near', 20);
  await sees('far', 20);
  await page('near').locator('[data-action="more"]').click();
  await page('near').locator('[data-action="watch"]').click();
  assert.equal(await page('near').locator('[data-watch="9"]').isDisabled(), true);
  await page('near').keyboard.press('Escape');
  await press('end-broadcast');
  await sees('near', 9);
  await sees('far', MAIN);
});

story('a patrol for the chair goes round on its own stage and on nobody else’s', cast, async () => {
  await press('panel-patrol');
  await click('[data-scope="chair"]');
  await press('start-patrol');
  const first = await until('the console sees a turn', SHOWN_WITHIN_MS, patrolled);
  await until('the console sees another', TURNS_WITHIN_MS, async () => {
    const { holds, said } = await patrolled();
    return { holds: holds && said !== first, said };
  });
  await sees('far', MAIN);
  await press('stop-patrol');
});

story('a patrol for everybody is seen at a branch', cast, async () => {
  await click('[data-scope="everybody"]');
  await press('start-patrol');
  await until('the branch sees a turn', TURNS_WITHIN_MS, async () => {
    const seen = (await pictures(page('far'))).get('stage')?.shows;
    return { holds: seen !== undefined && seen !== MAIN && seen !== FAR, said: seen };
  });
  await press('stop-patrol');
  await host().keyboard.press('Escape');
  await sees('far', MAIN);
});

story('the console lays out the wall: the stage first, the branches after it by pages', cast, async () => {
  await press('panel-wall');
  await click('[data-layout="9"]');
  await wallShows([1, 2, 3, 4, 5, 6, 7, 8]);
  await until('the stage is decoded on the wall', SHOWN_WITHIN_MS, async () => {
    const seen = (await pictures(page('wall'))).get('stage');
    return { holds: seen?.shows === MAIN && seen.frames > 0, said: seen };
  });
  await press('next-page');
  await wallShows([9, 10, 11, 12, 13, 14, 15, 16]);
  await until('the second page is alive', SHOWN_WITHIN_MS, async () => {
    const seen = await pictures(page('wall'));
    const wrong = [9, 12, 16].filter((venue) => seen.get(`tile-${venue}`)?.shows !== venue);
    return { holds: wrong.length === 0, said: wrong };
  });
  await click('[data-layout="33"]');
  await wallShows([...branches, MAIN]);
  await host().keyboard.press('Escape');
});

story('banner and crawl stand on the wall and at the branches', cast, async () => {
  await press('panel-notices');
  for (const [field, text] of [
    ['banner', '热烈欢迎'],
    ['crawl', '请把手机调成静音'],
  ]) {
    await host().locator(`[data-field="${field}"]`).fill(text);
    await host().locator(`[data-field="${field}"]`).press('Enter');
    await page('wall').getByText(text).first().waitFor({ timeout: SHOWN_WITHIN_MS });
    await page('near').getByText(text).first().waitFor({ timeout: SHOWN_WITHIN_MS });
  }
  await page('wall').emulateMedia({ reducedMotion: 'reduce' });
  const moves = await page('wall')
    .locator('.wall-crawl span')
    .evaluate((crawl) => getComputedStyle(crawl).animationName);
  assert.equal(moves, 'none', 'the crawl stands still where motion is not wanted');
  await host().keyboard.press('Escape');
});

story('a branch asks for the chair, leads, and gives it back; the keys of the console are off meanwhile', cast, async () => {
  await page('near').locator('[data-action="more"]').click();
  await page('near').locator('[data-action="request-chair"]').click();
  await press('panel-chair');
  await click(`[data-chair-request="${NEAR}"] [data-action="give-chair"]`);
  await press('give-chair-yes');
  await page('near').locator('[data-chair-here]').waitFor({ timeout: SHOWN_WITHIN_MS });
  assert.equal(await host().locator('[data-action="mute-all"]').isDisabled(), true);
  await host().keyboard.press('a');
  assert.equal(await host().locator('[data-seat][data-muted="true"]').count(), 0);
  await page('near').locator('[data-action="release-chair"]').click();
  await host().locator('[data-action="mute-all"]:enabled').waitFor({ timeout: SHOWN_WITHIN_MS });
});

story('people of a branch are signed in by name and number', cast, async () => {
  const near = page('near');
  await near.locator('[data-action="sign-in"]').click();
  await near.locator('[data-field="person-name"]').fill('李建国');
  await near.locator('[data-action="add-person"]').click();
  await near.locator('[data-field="headcount"]').fill('7');
  await near.locator('[data-action="submit-sign-in"]').click();
  await near.locator('[data-action="sign-in"][data-signed-in-count="7"]').waitFor({ timeout: SHOWN_WITHIN_MS });
  await near.locator('[data-action="sign-in"]').click();
  await near.locator('[data-signed-in="李建国"]').waitFor({ timeout: SHOWN_WITHIN_MS });
  await near.keyboard.press('Escape');
  await host().locator(`[data-seat="${NEAR}"]`).click();
  assert.match(await host().locator('.selected').innerText(), /7 人/);
});

story('the meeting ends for everybody from the console, once that was asked', cast, async () => {
  await press('panel-end');
  await press('end-meeting-yes');
  for (const name of ['near', 'far', 'host']) {
    await page(name).locator('[data-lobby="waiting"], [data-lobby="ended"]').waitFor({ timeout: SHOWN_WITHIN_MS });
  }
});

function page(name) {
  return browsers[name].page;
}

function host() {
  return page('host');
}

async function press(action) {
  await click(`[data-action="${action}"]:enabled`);
}

async function click(selector) {
  await host().locator(selector).first().click();
}

async function called(venue) {
  await host().locator(`.called[data-called="${venue}"]`).waitFor({ timeout: SHOWN_WITHIN_MS });
}

/** Exactly these branches' microphones are open, as the console marks them. */
async function openIs(wanted) {
  await until(`open are ${wanted}`, SHOWN_WITHIN_MS, async () => {
    const open = await host()
      .locator('[data-seat][data-open="true"]')
      .evaluateAll((seats) => seats.map((seat) => Number(seat.dataset.seat)));
    return { holds: String(open) === String(wanted), said: open };
  });
}

async function sees(name, venue) {
  await until(`${name} sees venue ${venue}`, SHOWN_WITHIN_MS, async () => {
    const seen = (await pictures(page(name))).get('stage');
    return { holds: seen?.shows === venue, said: seen };
  });
}

async function onStage(venue, names) {
  for (const name of names) await sees(name, venue);
}

/** Of all venues a page hears these at most: its sound slots carry nobody else. */
async function hearsOnly(name, venues) {
  await until(`${name} hears ${venues}`, SHOWN_WITHIN_MS, async () => {
    const heard = [...(await soundEnergy(page(name))).keys()].sort((one, other) => one - other);
    return { holds: String(heard) === String(venues), said: heard };
  });
}

/** What the console's own stage shows while the main venue is on everybody's. */
async function patrolled() {
  const stage = (await report(host())).slots.find(({ slot }) => slot === 'stage');
  const seen = (await pictures(host())).get('stage');
  return { holds: stage?.venue !== undefined && seen?.shows === stage.venue, said: stage?.venue };
}

async function wallShows(venues) {
  await until(`the wall shows ${venues}`, SHOWN_WITHIN_MS, async () => {
    const shown = await page('wall')
      .locator('.tile[data-venue]')
      .evaluateAll((tiles) => tiles.map((tile) => Number(tile.dataset.venue)));
    return { holds: String(shown) === String(venues), said: shown };
  });
}
