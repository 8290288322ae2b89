import { expect, test } from 'vitest';
import { agendaItem } from '../testing/samples';
import { currentItem, leftMs, minutesLate, nextItem, nextOwnItem, pushOf } from './run_of_show';

const ITEMS = [
  agendaItem(1, { state: 'ended' }),
  agendaItem(2, { state: 'running', due: [1], time_up_ms: 90_000 }),
  agendaItem(3, { state: 'skipped', due: [3] }),
  agendaItem(4, { planned_start_ms: 600_000, expected_start_ms: 780_000, due: [3] }),
  agendaItem(5, { planned_start_ms: 1_200_000, expected_start_ms: 1_200_000, due: [3] }),
];
const AGENDA = { items: ITEMS, current: 2 };

test('the item that runs and the one that comes next are told apart', () => {
  expect(currentItem(AGENDA)?.number).toBe(2);
  expect(nextItem(AGENDA)?.number).toBe(4);
  expect(nextItem({ items: [] })).toBeUndefined();
});

test('a venue is told of the next item it is due for, and not of one that was passed over', () => {
  expect(nextOwnItem(AGENDA, 1)?.number).toBe(2);
  expect(nextOwnItem(AGENDA, 3)?.number).toBe(4);
  expect(nextOwnItem(AGENDA, 9)).toBeUndefined();
});

test('an overrun is told by what it pushes', () => {
  expect(minutesLate(agendaItem(1, { planned_start_ms: 60_000, expected_start_ms: 0 }))).toBe(0);
  expect(pushOf(AGENDA)).toEqual({ items: 1, minutes: 3 });
  expect(pushOf({ items: [ITEMS[4] ?? agendaItem(5)] })).toBeUndefined();
});

test('the countdown goes below zero', () => {
  expect(leftMs(AGENDA.items[1] ?? agendaItem(2), 100_000)).toBe(-10_000);
});
