import { expect, test } from 'vitest';

const stylesheets = import.meta.glob<string>('../**/*.css', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** What Chromium 86 does not know, and the version that first did. */
const TOO_NEW: [string, RegExp][] = [
  [':has (105)', /:has\(/],
  [':is and :where (88)', /:(is|where)\(/],
  ['aspect-ratio (88)', /aspect-ratio\s*:/],
  ['inset (87)', /(^|[\s;{])inset(-block|-inline)?\s*:/m],
  ['container queries (105)', /@container|container-(type|name)\s*:/],
  ['nesting (112)', /(^|[\s{;])&[\s.:[]/m],
  ['color-mix (111)', /color-mix\(/],
  ['dynamic viewport units (108)', /\d[dsl]v[hw]\b/],
  ['layers (99)', /@layer/],
];

test('the stylesheets use nothing that the oldest browser does not know', () => {
  expect(Object.values(stylesheets).join('')).toContain('grid-template');
  for (const [file, text] of Object.entries(stylesheets)) {
    for (const [feature, pattern] of TOO_NEW) expect(pattern.test(text), `${file}: ${feature}`).toBe(false);
  }
});

test('colours come from the tokens', () => {
  for (const [file, text] of Object.entries(stylesheets)) {
    if (file.endsWith('tokens.css')) continue;
    // Shades of black behind pictures are no part of either room's palette.
    const colours = (text.match(/#[0-9a-f]{3,8}\b/gi) ?? []).filter(
      (colour) => !['#05070a', '#07090c', '#10151a', '#ffffff', '#f4f6f8', '#18202a'].includes(colour),
    );
    expect(colours, file).toEqual([]);
  }
});
