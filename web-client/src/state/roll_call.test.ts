import { expect, test } from 'vitest';
import { venue } from '../testing/samples';
import type { FloorState } from '../wire/FloorState';
import { EMPTY_FLOOR } from './floor';
import { calledAfter, marked, rollCallRows } from './roll_call';

const BRANCHES = [venue(1), venue(2), venue(3), venue(4)];

function calling(called: number, marks: readonly number[]): FloorState {
  return {
    ...EMPTY_FLOOR,
    roll_call: {
      purpose: 'attendance',
      running: true,
      began_ms: 0,
      called,
      marks: marks.map((number) => ({ venue: number, result: 'present', at_ms: 0 })),
    },
  };
}

test('every branch has a row, with its result if it has one', () => {
  const rows = rollCallRows(calling(2, [1]), BRANCHES);
  expect(rows.map(({ mark }) => mark)).toEqual(['present', 'none', 'none', 'none']);
  expect(rows.filter(({ called }) => called).map(({ venue }) => venue.number)).toEqual([2]);
  expect(marked(rows)).toBe(1);
});

test('the next is called on from the one called now, and who was left out comes last', () => {
  expect(calledAfter(rollCallRows(calling(2, [1]), BRANCHES), 2)).toBe(3);
  expect(calledAfter(rollCallRows(calling(4, [1, 3]), BRANCHES), 4)).toBe(2);
  expect(calledAfter(rollCallRows(calling(4, [1, 2, 3]), BRANCHES), 4)).toBeUndefined();
});

test('without a roll call nobody has a result', () => {
  expect(rollCallRows(EMPTY_FLOOR, BRANCHES).every(({ mark, called }) => mark === 'none' && !called)).toBe(
    true,
  );
});
