// What breaks mends by itself: signalling, media, and the server; no page is loaded anew.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { framesDecoded, pictures, report } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';
import { TcpWire, UdpWire } from '../world/wires.mjs';

/** Another address of this machine, where the wire for media listens. */
const WIRE_ADDRESS = '127.0.0.2';
const BRANCH = 3;
const venues = [MAIN, 1, 2, BRANCH];
const JOIN_WITHIN_MS = 60_000;
const BANNER_WITHIN_MS = 1_000;
/** Chromium itself takes some seconds to doubt a path on which nothing comes back. */
const MEDIA_BANNER_WITHIN_MS = 15_000;
const BACK_WITHIN_MS = 30_000;

let street;
let signalling;
let media;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({ branches: 3, played: [1, 2], mediaAddress: WIRE_ADDRESS });
  media = await UdpWire.on(WIRE_ADDRESS, street.mediaPort);
  signalling = await TcpWire.to(street.httpPort);
  browsers.wall = await Browser.launch({ width: 1920, height: 1080 });
  browsers.host = await Browser.launch({ venue: MAIN });
  browsers.branch = await Browser.launch({ venue: BRANCH });
  await browsers.wall.page.goto(street.link(MAIN, 'wall'));
  await browsers.host.page.goto(street.link(MAIN, 'host'));
  await browsers.branch.page.goto(street.link(BRANCH, 'branch', signalling.port));
  await allShown(JOIN_WITHIN_MS);
  for (const { page } of Object.values(browsers)) {
    await page.evaluate(() => {
      window.pinhuiSamePage = true;
    });
  }
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await signalling?.close();
  media?.close();
  await street?.close();
});

story('a branch whose signalling is cut says so, keeps its picture, and comes back to its seat', cast, async (t) => {
  const { page } = browsers.branch;
  signalling.cut();
  const cutAt = performance.now();
  await bannerShown(page, BANNER_WITHIN_MS);
  t.diagnostic(`banner ${Math.round(performance.now() - cutAt)} ms after the cut`);
  await decodesOn(page);
  signalling.mend();
  const mendedAt = performance.now();
  await bannerGone(page);
  t.diagnostic(`banner gone ${Math.round(performance.now() - mendedAt)} ms after the wire was mended`);
  await backInSeat();
});

story('pages whose media are cut say so, and decode again without being loaded anew', cast, async (t) => {
  const { page } = browsers.branch;
  media.cut();
  const cutAt = performance.now();
  await bannerShown(page, MEDIA_BANNER_WITHIN_MS);
  t.diagnostic(`banner ${Math.round(performance.now() - cutAt)} ms after the cut`);
  media.mend();
  const mendedAt = performance.now();
  await bannerGone(page);
  t.diagnostic(`banner gone ${Math.round(performance.now() - mendedAt)} ms after the wire was mended`);
  await backInSeat();
});

story('after the server was killed and started again, host, wall and branch go on by themselves', cast, async (t) => {
  await street.killServer();
  const pages = Object.values(browsers).map(({ page }) => page);
  for (const page of pages) await bannerShown(page, BANNER_WITHIN_MS);
  await street.startServer();
  const startedAt = performance.now();
  for (const page of pages) await bannerGone(page);
  t.diagnostic(`banners gone ${Math.round(performance.now() - startedAt)} ms after the server was back`);
  await backInSeat();
});

async function bannerShown(page, withinMs) {
  await until('the banner says what is wrong', withinMs, async () => {
    const said = await page.locator('[data-banner]').allTextContents();
    return { holds: said.length === 1 && said[0].trim().length > 4, said };
  });
}

async function bannerGone(page) {
  await until('the banner is gone', BACK_WITHIN_MS, async () => {
    const said = await page.locator('[data-banner]').allTextContents();
    return { holds: said.length === 0, said };
  });
}

/** Every venue is seen and decoded where it should be, by the very pages that were there before. */
async function backInSeat() {
  await allShown(BACK_WITHIN_MS);
  await decodesOn(browsers.branch.page);
  const { ownVenue, link, path } = await report(browsers.branch.page);
  assert.deepEqual({ ownVenue, link, path }, { ownVenue: BRANCH, link: 'open', path: 'connected' });
  const seat = browsers.host.page.locator(`[data-seat="${BRANCH}"]`);
  await until('the host sees the branch online', BACK_WITHIN_MS, async () => {
    const said = await seat.getAttribute('data-connection');
    return { holds: said === 'online', said };
  });
  for (const [who, { page }] of Object.entries(browsers)) {
    assert.equal(await page.evaluate(() => window.pinhuiSamePage), true, `${who} was loaded anew`);
  }
}

/** Waits until the wall's every tile shows its own venue and goes on, and the branch sees the host. */
async function allShown(withinMs) {
  const { page } = browsers.wall;
  const before = await framesDecoded(page);
  await until('the tiles show their venues, alive', withinMs, async () => {
    const [seen, now] = [await pictures(page), await framesDecoded(page)];
    const wrong = venues.filter((venue) => {
      const tile = `tile-${venue}`;
      // After a server's death the page connects anew, and counts from nothing.
      const frames = now.get(tile) ?? 0;
      return seen.get(tile)?.shows !== venue || frames === 0 || frames === before.get(tile);
    });
    return { holds: wrong.length === 0, said: wrong.map((venue) => [venue, seen.get(`tile-${venue}`)]) };
  });
  await until('the branch sees the host', withinMs, async () => {
    const seen = (await pictures(browsers.branch.page)).get('stage');
    return { holds: seen?.shows === MAIN, said: seen };
  });
}

async function decodesOn(page) {
  const before = (await framesDecoded(page)).get('stage');
  await until('the stage is decoded on', BACK_WITHIN_MS, async () => {
    const now = (await framesDecoded(page)).get('stage');
    return { holds: now > 0 && now !== before, said: { before, now } };
  });
}
