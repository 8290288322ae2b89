import { expect, test } from 'vitest';
import { axisMarks } from './bars';

test('an axis has round marks and reaches the largest value', () => {
  expect(axisMarks(282, 4)).toEqual([0, 100, 200, 300]);
  expect(axisMarks(47, 5)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(axisMarks(3, 5)).toEqual([0, 1, 2, 3]);
  expect(axisMarks(9_980, 4)).toEqual([0, 5_000, 10_000]);
});

test('an axis of nothing still has a height', () => {
  expect(axisMarks(0, 4)).toEqual([0, 1]);
});
