// What the wall of 33 venues costs the browser that shows it: node decode-cost.mjs [--seconds N].
// A real server, 33 synthetic venues and a main venue; Chromium decodes in software. Writes a table in
// Markdown to standard output. PINHUI_BIN names the program, best a release build.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Browser } from './world/browser.mjs';
import { processorSeconds } from './world/processes.mjs';
import { report } from './world/sight.mjs';
import { MAIN, Street } from './world/street.mjs';
import { until } from './world/until.mjs';

const BRANCHES = 33;
const SHOWN_WITHIN_MS = 120_000;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });
const seconds = Number(values.seconds);

const branches = Array.from({ length: BRANCHES }, (_, at) => at + 1);
const street = await Street.live({ branches: BRANCHES, played: branches });
const wall = await Browser.launch({ width: 1920, height: 1080 });
try {
  const { page } = wall;
  await page.goto(street.link(MAIN, 'wall'));
  await until('every branch is decoded', SHOWN_WITHIN_MS, async () => {
    const { slots } = (await report(page)) ?? { slots: [] };
    const alive = slots.filter((slot) => slot.slot.startsWith('tile-') && slot.framesDecoded > 10).length;
    return { holds: alive >= BRANCHES, said: alive };
  });
  const before = await counted();
  await new Promise((over) => setTimeout(over, seconds * 1_000));
  table(before, await counted());
} finally {
  await wall.close();
  await street.close();
}

/** The page's counters and the processor time of the browser's processes, at one moment. */
async function counted() {
  const { page } = wall;
  const { slots } = await report(page);
  const tiles = slots.filter((slot) => slot.slot.startsWith('tile-'));
  const sum = (of) => tiles.reduce((total, slot) => total + (of(slot) ?? 0), 0);
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll('video[data-slot^="tile-"]')]
      .map((video) => video.getVideoPlaybackQuality())
      .reduce(
        ([frames, dropped], { totalVideoFrames, droppedVideoFrames }) => [
          frames + totalVideoFrames,
          dropped + droppedVideoFrames,
        ],
        [0, 0],
      ),
  );
  const [metrics, processes] = await Promise.all([wall.measures(), wall.processes()]);
  return {
    atMs: performance.now(),
    tiles: tiles.length,
    decoded: sum((slot) => slot.framesDecoded),
    droppedInDecoder: sum((slot) => slot.framesDropped),
    freezes: sum((slot) => slot.freezeCount),
    presented: shown[0],
    droppedOnScreen: shown[1],
    script: metrics.ScriptDuration,
    layout: metrics.LayoutDuration + metrics.RecalcStyleDuration,
    processes: await Promise.all(
      processes.map(async ({ id, kind }) => ({ kind, seconds: await processorSeconds(id) })),
    ),
  };
}

function table(before, after) {
  const over = (after.atMs - before.atMs) / 1_000;
  const risen = (of) => of(after) - of(before);
  const busy = (kind) => {
    const total = ({ processes }) =>
      processes.filter((process) => process.kind === kind).reduce((sum, process) => sum + process.seconds, 0);
    return (total(after) - total(before)) / over;
  };
  const decoded = risen(({ decoded }) => decoded);
  const presented = risen(({ presented }) => presented);
  const rows = [
    ['pictures shown', after.tiles],
    ['frames decoded a second and picture', (decoded / over / after.tiles).toFixed(1)],
    ['frames dropped by the decoder', `${risen((counts) => counts.droppedInDecoder)} of ${decoded}`],
    ['frames dropped on the screen', `${risen((counts) => counts.droppedOnScreen)} of ${presented}`],
    ['freezes', risen(({ freezes }) => freezes)],
    ['renderer, processors', busy('renderer').toFixed(2)],
    ['of it script', (risen(({ script }) => script) / over).toFixed(3)],
    ['of it style and layout', (risen(({ layout }) => layout) / over).toFixed(3)],
    ['drawing (GPU process, in software here), processors', busy('gpu-process').toFixed(2)],
    ['network and sound processes, processors', busy('utility').toFixed(2)],
  ];
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, ${over.toFixed(0)} s`;
  process.stdout.write(`${machine}\n\n| the wall of ${BRANCHES} venues, 1920×1080 | |\n|---|---:|\n`);
  for (const [name, value] of rows) process.stdout.write(`| ${name} | ${value} |\n`);
}
