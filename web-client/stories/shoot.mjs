// Photographs stories: node stories/shoot.mjs [story ...]. The story server must run (npm run stories).
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const SIZES = { laptop: [1366, 768], screen: [1920, 1080], phone: [390, 844] };
const ARGUMENTS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
    ' ',
  );

/** Stories and the sizes and languages in which they are looked at by default. */
const STORIES = {
  host: ['laptop', 'screen'],
  'host-branch-on-stage': ['laptop'],
  'host-encoder': ['laptop'],
  'host-encoder-readiness': ['laptop'],
  'host-lost': ['laptop'],
  'host-denied': ['laptop'],
  'host-queue': ['laptop', 'screen'],
  'host-speaking': ['laptop', 'screen'],
  'host-settling': ['laptop'],
  'host-agenda': ['laptop', 'screen'],
  'host-overrun': ['laptop'],
  'host-roll-call': ['laptop', 'screen'],
  'host-roll-call-begin': ['laptop'],
  'host-patrol': ['laptop'],
  'host-wall': ['laptop'],
  'host-notices': ['laptop'],
  'host-limit': ['laptop'],
  'host-chair': ['laptop'],
  'host-record': ['laptop'],
  'host-missing': ['laptop'],
  'host-end': ['laptop'],
  'host-readiness': ['laptop', 'screen'],
  'host-keys': ['laptop'],
  'host-undo': ['laptop'],
  'host-without-chair': ['laptop'],
  'wall-asking': ['screen', 'laptop'],
  'branch-agenda': ['laptop', 'phone'],
  'branch-called': ['laptop', 'phone'],
  'branch-slides': ['laptop', 'phone'],
  'branch-chair': ['laptop', 'phone'],
  'branch-more': ['laptop', 'phone'],
  'branch-topic': ['laptop', 'phone'],
  'branch-watch': ['laptop', 'phone'],
  'branch-check': ['laptop', 'phone'],
  'branch-sign-in': ['laptop', 'phone'],
  'host-slides': ['laptop'],
  'branch-waiting': ['laptop', 'screen', 'phone'],
  'branch-speaking': ['laptop', 'phone'],
  'branch-closed': ['laptop'],
  'wall-four': ['screen'],
  'wall-nine': ['screen'],
  'wall-sixteen': ['screen'],
  'wall-twenty-five': ['screen', 'laptop'],
  'wall-one': ['screen'],
  'wall-notices': ['screen'],
  wall: ['screen', 'laptop'],
  'wall-lost': ['screen'],
  branch: ['laptop', 'screen', 'phone'],
  'branch-on-stage': ['laptop', 'phone'],
  'branch-lost': ['laptop'],
  'branch-denied': ['laptop', 'phone'],
  'lobby-waiting': ['laptop'],
  'lobby-check': ['laptop', 'phone'],
  'lobby-check-tcp': ['laptop', 'phone'],
  'lobby-check-none': ['laptop'],
  'lobby-ended': ['laptop'],
  'lobby-replaced': ['laptop'],
  'lobby-several': ['laptop', 'phone'],
  'lobby-refused': ['laptop'],
  login: ['laptop', 'phone'],
  setup: ['laptop'],
  sessions: ['laptop', 'phone'],
  'sessions-empty': ['laptop'],
  venues: ['laptop', 'phone'],
  users: ['laptop', 'phone'],
  departments: ['laptop', 'phone'],
  board: ['laptop', 'screen'],
  items: ['laptop', 'phone'],
  approvals: ['laptop', 'phone'],
  tips: ['laptop', 'phone'],
  burden: ['laptop', 'phone'],
  people: ['laptop', 'phone'],
  windows: ['laptop', 'phone'],
  calendar: ['laptop', 'phone'],
  quotas: ['laptop', 'phone'],
  mail: ['laptop', 'phone'],
  streams: ['laptop', 'phone'],
  'streams-made': ['laptop', 'phone'],
};

const wanted = process.argv.slice(2);
const profile = await mkdtemp(join(tmpdir(), 'pinhui-stories-'));
await mkdir('stories/shots', { recursive: true });
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ARGUMENTS,
});
const page = await browser.newPage();
page.on('pageerror', (error) => process.stderr.write(`${error}\n`));
for (const [story, sizes] of Object.entries(STORIES)) {
  if (wanted.length > 0 && !wanted.includes(story)) continue;
  for (const language of ['zh', 'en']) {
    for (const size of sizes) {
      const [width, height] = SIZES[size];
      await page.setViewportSize({ width, height });
      await page.goto('about:blank');
      await page.goto(`http://localhost:5180/?story=${story}&language=${language}`);
      await page.evaluate(() => localStorage.clear());
      await page.waitForFunction(() =>
        [...document.querySelectorAll('#app video')].every(
          (video) => video.srcObject === null || video.readyState >= 2,
        ),
      );
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: `stories/shots/${story}-${size}-${language}.png` });
    }
  }
}
await browser.close();
await rm(profile, { recursive: true });
