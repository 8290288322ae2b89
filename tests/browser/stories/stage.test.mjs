// A small meeting without a wall: nobody but the stage looks at the cameras.
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { pictures, report } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const [FIRST, SECOND] = [1, 2];
const SHOWN_WITHIN_MS = 30_000;
/** From the click to the picture, on a loaded machine. */
const SWITCHED_WITHIN_MS = 3_000;
/** Longer than any key frame is kept for those who come later: about ten seconds. */
const FRAMES_LONG_AFTER = 150;
/** A camera that nobody watches goes on for a while, in case somebody does. */
const RESTS_WITHIN_MS = 60_000;

let street;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({ branches: 2, played: [] });
  browsers.host = await Browser.launch({ venue: MAIN });
  browsers.first = await Browser.launch({ venue: FIRST });
  browsers.second = await Browser.launch({ venue: SECOND });
  await browsers.host.page.goto(street.link(MAIN, 'host'));
  await browsers.first.page.goto(street.link(FIRST, 'branch'));
  await browsers.second.page.goto(street.link(SECOND, 'branch'));
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

story('the host is seen at the branches', cast, async () => {
  await show(MAIN, ['first', 'second']);
});

story('a branch on stage is seen at the host and at the other branch', cast, async () => {
  await putOnStage(FIRST);
  await show(FIRST, ['host', 'second']);
  await show(MAIN, ['first']);
});

story('another branch takes its place', cast, async () => {
  await putOnStage(SECOND);
  await show(SECOND, ['host', 'first']);
  await show(MAIN, ['second']);
});

story('a branch whose camera rests because nobody watches it is seen at once', cast, async () => {
  for (const [venue, name, others] of [
    [FIRST, 'first', ['host', 'second']],
    [SECOND, 'second', ['host', 'first']],
  ]) {
    await rests(name);
    await putOnStage(venue);
    await show(venue, others, SWITCHED_WITHIN_MS);
  }
});

story('so is the main venue, whose last key frame is long ago', cast, async () => {
  await sendsOn('host');
  await browsers.host.page.locator('[data-action="back-to-main"]').click();
  await show(MAIN, ['first', 'second'], SWITCHED_WITHIN_MS);
});

/** Waits until the browser encodes no picture. */
async function rests(name) {
  await until(`${name} rests`, RESTS_WITHIN_MS, async () => {
    const { sent } = await report(browsers[name].page);
    const said = sent.filter((layer) => layer.kind === 'video');
    return { holds: said.every((layer) => !layer.active), said };
  });
}

/** Waits until the browser has sent many more pictures. */
async function sendsOn(name) {
  const encoded = async () => {
    const { sent } = await report(browsers[name].page);
    return Math.max(...sent.map((layer) => layer.framesEncoded));
  };
  const before = await encoded();
  await until(`${name} has sent for a while`, 30_000, async () => {
    const frames = (await encoded()) - before;
    return { holds: frames > FRAMES_LONG_AFTER, said: frames };
  });
}

async function putOnStage(venue) {
  const { page } = browsers.host;
  await page.locator(`[data-seat="${venue}"][data-connection="online"]`).click();
  await page.locator('[data-action="put-on-stage"]').click();
}

async function show(venue, who, withinMs = SHOWN_WITHIN_MS) {
  for (const name of who) {
    await until(`${name} sees venue ${venue}`, withinMs, async () => {
      const seen = (await pictures(browsers[name].page)).get('stage');
      return { holds: seen?.shows === venue, said: seen };
    });
  }
}
