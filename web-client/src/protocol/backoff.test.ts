import { expect, test } from 'vitest';
import { BACKOFF_FIRST_MS, BACKOFF_LONGEST_MS, backoffMs } from './backoff';

test('the first attempt is made at once', () => {
  expect(backoffMs(0, 0.99)).toBe(0);
});

test('every later wait lies between half a second and five seconds', () => {
  for (let attempt = 1; attempt < 60; attempt += 1) {
    for (const random of [0, 0.5, 0.999]) {
      const waitMs = backoffMs(attempt, random);
      expect(waitMs).toBeGreaterThanOrEqual(BACKOFF_FIRST_MS);
      expect(waitMs).toBeLessThanOrEqual(BACKOFF_LONGEST_MS);
    }
  }
});

test('venues that lost one switch do not come back in step', () => {
  expect(backoffMs(5, 0.1)).not.toBe(backoffMs(5, 0.9));
});
