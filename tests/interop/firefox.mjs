// The real branch page in Firefox: `node firefox.mjs LINK`. It prints one line of JSON once it has
// decoded the stage, heard sound and sent its own picture, and ends when its input does.

import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';

const WANTED = { framesDecoded: 30, framesSent: 30, audioPackets: 100 };
const WITHIN_MS = 40_000;
const LOOK_AGAIN_MS = 200;

const [link] = process.argv.slice(2);
const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
  headless: true,
  extraPrefsFirefox: {
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
    'media.autoplay.default': 0,
  },
});
try {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(keepConnections);
  await page.goto(link);
  const deadline = Date.now() + WITHIN_MS;
  let seen = await page.evaluate(mediaOf);
  while (Object.entries(WANTED).some(([what, least]) => seen[what] < least)) {
    if (Date.now() > deadline) {
      const shown = await page.evaluate(() => document.body.innerText.slice(0, 300));
      throw new Error(`${JSON.stringify(seen)} in ${WITHIN_MS / 1000} s; the page says: ${shown}`);
    }
    await pause(LOOK_AGAIN_MS);
    seen = await page.evaluate(mediaOf);
  }
  console.log(JSON.stringify(seen));
  process.stdin.resume();
  await once(process.stdin, 'end');
} finally {
  await browser.close();
}

/** In the page, before its scripts: its connections are remembered, to be asked for their figures. */
function keepConnections() {
  const Native = window.RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = class extends Native {
    constructor(...parameters) {
      super(...parameters);
      window.connections.push(this);
    }
  };
}

/** In the page: what was decoded, heard and sent so far. */
async function mediaOf() {
  const sum = { framesDecoded: 0, framesSent: 0, audioPackets: 0 };
  for (const connection of window.connections ?? []) {
    for (const figures of (await connection.getStats()).values()) {
      if (figures.type === 'inbound-rtp' && figures.kind === 'video') sum.framesDecoded += figures.framesDecoded ?? 0;
      if (figures.type === 'inbound-rtp' && figures.kind === 'audio') sum.audioPackets += figures.packetsReceived ?? 0;
      if (figures.type === 'outbound-rtp' && figures.kind === 'video') sum.framesSent += figures.framesSent ?? 0;
    }
  }
  return sum;
}
