import { expect, test } from 'vitest';
import { venue } from '../testing/samples';
import { branchesShown, gridOf, wallSquare } from './wall_pages';

const BRANCHES = Array.from({ length: 33 }, (_, position) => venue(position + 1));
const numbers = (pictures: number, page: number) =>
  branchesShown({ pictures, page, pages: 1 }, BRANCHES).map(({ number }) => number);

test('all venues have their places, a single picture is the stage alone', () => {
  expect(numbers(33, 1)).toHaveLength(33);
  expect(numbers(1, 1)).toEqual([]);
});

test('the stage takes the first picture, the branches follow by number, a page at a time', () => {
  expect(numbers(4, 1)).toEqual([1, 2, 3]);
  expect(numbers(4, 11)).toEqual([31, 32, 33]);
  expect(numbers(16, 3)).toEqual([31, 32, 33]);
});

test('the pages of a layout hold every branch once', () => {
  for (const [pictures, pages] of [
    [4, 11],
    [9, 5],
    [16, 3],
    [25, 2],
  ] as const) {
    const all = Array.from({ length: pages }, (_, page) => numbers(pictures, page + 1)).flat();
    expect(all).toEqual(BRANCHES.map(({ number }) => number));
  }
});

test('a square of pictures has as many rows as columns, all venues with main venue and clock fill 7×5', () => {
  expect(wallSquare(9)).toEqual({ columns: 3, rows: 3 });
  expect(gridOf({ pictures: 33, page: 1, pages: 1 }, 33)).toEqual({ columns: 7, rows: 5 });
});
