import { expect, test } from 'vitest';
import { Freshness, STILL_AFTER_MS } from './freshness';

test('a picture is called still only after a while without a new frame', () => {
  const freshness = new Freshness();
  expect(freshness.isStill(1, 10, 0)).toBe(false);
  expect(freshness.isStill(1, 10, STILL_AFTER_MS - 1)).toBe(false);
  expect(freshness.isStill(1, 10, STILL_AFTER_MS)).toBe(true);
  expect(freshness.isStill(1, 11, STILL_AFTER_MS + 1)).toBe(false);
});

test('a slot that never showed a frame does not stand still', () => {
  const freshness = new Freshness();
  freshness.isStill(1, 0, 0);
  expect(freshness.isStill(1, 0, 60_000)).toBe(false);
});
