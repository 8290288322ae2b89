import { expect, test } from 'vitest';
import type { Slot } from '../../wire/Slot';
import { changesBetween } from './compare';

const slot = (item: number, window: number, start_min: number, hold: Slot['hold'] = 'unlocked'): Slot => ({
  item,
  window,
  start_min,
  hold,
});

test('items that came, went and stand elsewhere are told, those that stay are not', () => {
  const earlier = { slots: [slot(1, 10, 540), slot(2, 10, 560), slot(3, 11, 540)] };
  const later = { slots: [slot(1, 10, 540, 'slot'), slot(2, 10, 570), slot(4, 11, 540)] };
  expect(changesBetween(earlier, later)).toEqual([
    { item: 2, before: slot(2, 10, 560), after: slot(2, 10, 570) },
    { item: 3, before: slot(3, 11, 540), after: undefined },
    { item: 4, before: undefined, after: slot(4, 11, 540) },
  ]);
});

test('a version does not differ from itself', () => {
  const version = { slots: [slot(1, 10, 540)] };
  expect(changesBetween(version, version)).toEqual([]);
});
