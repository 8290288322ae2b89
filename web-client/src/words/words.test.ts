import { expect, test } from 'vitest';
import { english } from './en';
import { calendarDay, clockTime, duration, stopwatch } from './time';
import { chinese } from './zh-CN';

type Text = string | ((...values: never[]) => string);

/** Every text with its path, functions filled in with their own argument numbers. */
function texts(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, Text | object]): [string, string][] => {
    const here = `${path}${key}`;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'function') {
      const filled = (value as (...values: string[]) => string)(
        ...Array.from({ length: value.length }, (_, position) => `<${position}>`),
      );
      return [[here, filled]];
    }
    return texts(value, `${here}.`);
  });
}

const HAN = /\p{Script=Han}/u;

test('both languages have the same texts, none empty', () => {
  expect(texts(english).map(([path]) => path)).toEqual(texts(chinese).map(([path]) => path));
  for (const [path, text] of [...texts(chinese), ...texts(english)]) expect(text.trim(), path).not.toBe('');
});

test('every value handed to a text appears in both languages', () => {
  const inEnglish = new Map(texts(english));
  for (const [path, text] of texts(chinese)) {
    const values = text.match(/<\d>/g) ?? [];
    for (const value of values) expect(inEnglish.get(path)?.toLowerCase(), path).toContain(value);
  }
});

test('English texts are English', () => {
  // Names of the other language and of a browser's mode are written as the reader sees them.
  const quoted = new Set(['app.otherLanguage']);
  for (const [path, text] of texts(english)) {
    if (!quoted.has(path)) expect(HAN.test(text), path).toBe(false);
  }
});

test('Chinese texts are Chinese', () => {
  const quoted = new Set(['app.otherLanguage', 'venue.of', 'host.counts']);
  for (const [path, text] of texts(chinese)) {
    if (!quoted.has(path)) expect(HAN.test(text), path).toBe(true);
  }
});

test('dates and times are written as the street writes them', () => {
  const moment = new Date(2026, 10, 24, 9, 5, 0).getTime();
  expect(calendarDay(moment, 'zh-CN')).toBe('11月24日 周二');
  expect(calendarDay(moment, 'en')).toBe('Tue 24 Nov');
  expect(clockTime(moment)).toBe('09:05');
  expect(duration(3_725_000)).toBe('1:02:05');
  expect(stopwatch(65_999)).toBe('1:05');
  expect(stopwatch(3_725_000)).toBe('1:02:05');
  expect(stopwatch(-300)).toBe('0:00');
});
