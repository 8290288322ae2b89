import { expect, test } from 'vitest';
import { presenterEntries, withHours, withoutHours } from './presenters';

const MONDAY = { date: '2026-11-23', from_min: 540, until_min: 690 };
const TUESDAY = { date: '2026-11-24', from_min: 810, until_min: 1020 };
const PRESENTERS = [{ name: '王建国', hours: [TUESDAY, MONDAY] }];

test('hours are listed by presenter and in the order of time', () => {
  const both = [{ name: '陈晓', hours: [TUESDAY] }, ...PRESENTERS];
  expect(presenterEntries(both).map(({ name, hours }) => [name, hours.date])).toEqual([
    ['陈晓', '2026-11-24'],
    ['王建国', '2026-11-23'],
    ['王建国', '2026-11-24'],
  ]);
});

test('hours are added to those that a presenter has, once', () => {
  expect(withHours([], '陈晓', MONDAY)).toEqual({ name: '陈晓', hours: [MONDAY] });
  expect(withHours(PRESENTERS, '王建国', { ...MONDAY })).toEqual({
    name: '王建国',
    hours: [TUESDAY, MONDAY],
  });
});

test('whose last hours are taken away can present at any time', () => {
  const [left] = [withoutHours(PRESENTERS, { name: '王建国', hours: MONDAY })];
  expect(left).toEqual({ name: '王建国', hours: [TUESDAY] });
  expect(withoutHours([left], { name: '王建国', hours: TUESDAY }).hours).toEqual([]);
});
