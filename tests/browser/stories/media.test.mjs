// What flows: slides, only what is watched, what the host learns of it, and another network.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { framesDecoded, pictures, report, soundEnergy } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';
import { UdpWire } from '../world/wires.mjs';

/** Another address of this machine, where the wire for media listens. */
const WIRE_ADDRESS = '127.0.0.3';
const [FIRST, SECOND] = [1, 2];
const SHOWN_WITHIN_MS = 30_000;
const WIDTH_OF_SLIDES_MIN = 1280;

let street;
let media;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({ branches: 2, played: [], mediaAddress: WIRE_ADDRESS });
  media = await UdpWire.on(WIRE_ADDRESS, street.mediaPort);
  for (const [name, venue, place] of [
    ['host', MAIN, 'host'],
    ['first', FIRST, 'branch'],
    ['second', SECOND, 'branch'],
  ]) {
    browsers[name] = await Browser.launch({ venue });
    await browsers[name].page.goto(street.link(venue, place));
  }
  for (const name of ['first', 'second']) await sees(name, MAIN);
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  media?.close();
  await street?.close();
});

story('a branch that nobody watches rests its camera, and is seen at once when it is to be', cast, async () => {
  await until('the first branch encodes no pictures', SHOWN_WITHIN_MS, async () => {
    const { sent } = await report(browsers.first.page);
    const said = sent.filter((layer) => layer.kind === 'video');
    return { holds: said.every((layer) => !layer.active), said };
  });
  const { page } = browsers.host;
  await page.locator(`[data-seat="${FIRST}"][data-connection="online"]`).click();
  await page.locator('[data-action="put-on-stage"]').click();
  await sees('host', FIRST);
  await sees('second', FIRST);
  const { sent } = await report(browsers.first.page);
  const high = sent.find((layer) => layer.rid === 'h');
  assert.ok(high.framesEncoded > 0, 'the stage has the high layer');
  await page.locator('[data-action="back-to-main"]').click();
  await sees('second', MAIN);
});

story('slides of the main venue are seen, sharp, and heard at a branch; taken back, they are gone', cast, async (t) => {
  const { page } = browsers.host;
  await page.locator('[data-action="panel-slides"]').click();
  await page.locator('[data-share="text"]').click();
  for (const name of ['first', 'second']) {
    await until(`${name} decodes the slides`, SHOWN_WITHIN_MS, async () => {
      const said = await slot(name, 'slides');
      const holds = said.venue === MAIN && said.framesDecoded > 0 && said.width >= WIDTH_OF_SLIDES_MIN;
      return { holds, said };
    });
  }
  const { width, height } = await slot('first', 'slides');
  t.diagnostic(`slides arrive as ${width}×${height}`);
  await rises('first', 'slides');
  await until('two sounds of the main venue arrive: its microphone and its slides', SHOWN_WITHIN_MS, async () => {
    const { slots } = await report(browsers.first.page);
    const sounds = slots.filter((of) => of.slot.startsWith('sound') && of.packetsReceived > 0);
    return { holds: sounds.filter((of) => of.venue === MAIN).length === 2, said: sounds };
  });
  assert.ok((await soundEnergy(browsers.first.page)).size > 0);
  await page.locator('[data-action="stop-sharing"]').first().click();
  await until('no slides are shown', SHOWN_WITHIN_MS, async () => {
    const said = await slot('first', 'slides');
    return { holds: said.venue === undefined, said };
  });
  const { made } = await report(page);
  assert.equal(made.connections, 1, 'all on one connection');
});

story('slides are shared a second time on the same connection', cast, async () => {
  const { page } = browsers.host;
  const before = (await slot('first', 'slides')).framesDecoded ?? 0;
  await page.locator('[data-share="film"]').click();
  await until('the first branch decodes the slides again', SHOWN_WITHIN_MS, async () => {
    const said = await slot('first', 'slides');
    return { holds: said.venue === MAIN && said.framesDecoded > before, said };
  });
  await page.locator('[data-action="stop-sharing"]').first().click();
});

story('the host learns that picture and sound of a branch work both ways', cast, async () => {
  await until('the first branch is ready', 30_000, async () => {
    const { readiness } = await report(browsers.host.page);
    const said = readiness.find((ready) => ready.venue === FIRST);
    const holds = ['camera', 'microphone', 'picture', 'sound'].every((what) => said?.[what] === 'good');
    return { holds: holds && said.path.transport === 'udp', said };
  });
});

story('a page on another network finds a new path for the connection it has', cast, async (t) => {
  const { page } = browsers.first;
  const { made } = await report(page);
  media.move();
  const movedAt = performance.now();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await until('ICE was restarted and media are connected', SHOWN_WITHIN_MS, async () => {
    const said = await report(page);
    return { holds: said.made.iceRestarts > made.iceRestarts && said.path === 'connected', said };
  });
  await rises('first', 'stage');
  t.diagnostic(`pictures go on ${Math.round(performance.now() - movedAt)} ms after the move`);
  assert.equal((await report(page)).made.connections, made.connections, 'no new connection');
  await sees('first', MAIN);
});

story('nothing complained in any page', cast, async () => {
  for (const [who, { complaints }] of Object.entries(browsers)) assert.deepEqual(complaints, [], who);
});

async function slot(name, wanted) {
  const { slots } = await report(browsers[name].page);
  return slots.find((of) => of.slot === wanted);
}

async function rises(name, wanted) {
  const before = (await framesDecoded(browsers[name].page)).get(wanted);
  await until(`the decoded frames of ${wanted} rise at ${name}`, SHOWN_WITHIN_MS, async () => {
    const now = (await framesDecoded(browsers[name].page)).get(wanted);
    return { holds: now > before, said: { before, now } };
  });
}

async function sees(name, venue) {
  await until(`${name} sees venue ${venue}`, SHOWN_WITHIN_MS, async () => {
    const seen = (await pictures(browsers[name].page)).get('stage');
    return { holds: seen?.shows === venue, said: seen };
  });
}
