import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { REPOSITORY } from './program.mjs';

/** Where screenshots and logs are left. */
export const ARTEFACTS = join(REPOSITORY, 'tests/artefacts');

const LOG_LINES = 60;

/**
 * One story. When it fails, every page that `cast` names is photographed, and the end of the
 * programs' logs is printed and kept. `cast()` is `{ street, browsers: { name: Browser } }`.
 */
export function story(name, cast, tell) {
  test(name, async (t) => {
    try {
      await tell(t);
    } catch (error) {
      await preserve(name, cast(), t);
      throw error;
    }
  });
}

async function preserve(name, { street, browsers = {} }, t) {
  const slug = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  await mkdir(ARTEFACTS, { recursive: true });
  for (const [who, browser] of Object.entries(browsers)) {
    if (browser === undefined) continue;
    const path = join(ARTEFACTS, `failed-${slug}-${who}.png`);
    try {
      await browser.page.screenshot({ path, timeout: 5_000 });
      t.diagnostic(`screenshot: ${path}`);
    } catch (error) {
      t.diagnostic(`no screenshot of ${who}: ${error.message.split('\n')[0]}`);
    }
    for (const complaint of browser.complaints) t.diagnostic(`${who}: ${complaint}`);
  }
  const lines = street?.tail(LOG_LINES) ?? [];
  await writeFile(join(ARTEFACTS, `failed-${slug}.log`), lines.join('\n'));
  for (const line of lines) t.diagnostic(line);
}
