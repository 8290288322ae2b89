import { expect, test } from 'vitest';
import {
  civilDay,
  clockOf,
  daysLater,
  isCivilDate,
  lastOfMonth,
  minutesOf,
  mondayOf,
  monthLater,
  monthName,
  weekNumber,
} from './dates';

test('a week begins on Monday, across months and years', () => {
  expect(mondayOf('2026-11-24')).toBe('2026-11-23');
  expect(mondayOf('2026-11-29')).toBe('2026-11-23');
  expect(mondayOf('2026-11-23')).toBe('2026-11-23');
  expect(mondayOf('2027-01-01')).toBe('2026-12-28');
  expect(daysLater('2026-12-31', 1)).toBe('2027-01-01');
  expect(daysLater('2028-03-01', -1)).toBe('2028-02-29');
});

test('weeks are numbered as ISO 8601 has it', () => {
  expect(weekNumber('2026-11-24')).toBe(48);
  expect(weekNumber('2027-01-01')).toBe(53);
  expect(weekNumber('2027-01-04')).toBe(1);
});

test('dates, months and clocks are written as the street writes them', () => {
  expect(civilDay('2026-11-24', 'zh-CN')).toBe('11月24日 周二');
  expect(civilDay('2026-11-24', 'en')).toBe('Tue 24 Nov');
  expect(monthName('2026-11', 'zh-CN')).toBe('11月');
  expect(monthName('2026-11', 'en')).toBe('Nov');
  expect(clockOf(570)).toBe('09:30');
  expect(minutesOf('09:30')).toBe(570);
});

test('months are counted across years', () => {
  expect(monthLater('2026-11-24', 2)).toBe('2027-01-01');
  expect(monthLater('2026-01-31', -1)).toBe('2025-12-01');
  expect(lastOfMonth('2028-02-10')).toBe('2028-02-29');
});

test('a text that is no date is told apart', () => {
  expect(isCivilDate('2026-11-24')).toBe(true);
  for (const text of ['', '2026-11-31', '24.11.2026', '2026-11']) expect(isCivilDate(text), text).toBe(false);
});
