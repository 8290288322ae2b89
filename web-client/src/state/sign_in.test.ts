import { expect, test } from 'vitest';
import type { SignInSheet } from '../wire/SignInSheet';
import { earlierToday, headcount, notYetIn, present } from './sign_in';

const LI = { name: '李书记', role: '书记' };
const WANG = { name: '王主任', role: '主任' };
const SHEET: SignInSheet = {
  venue: 3,
  people: [
    { who: LI, since_ms: 0, entered_ms: 0, late_entry: false },
    { who: WANG, since_ms: 0, entered_ms: 0, late_entry: false, gone_ms: 5 },
  ],
  entered_ms: 5,
};

test('who has left is not there any more, and can be signed in again', () => {
  expect(present(SHEET).map(({ who }) => who)).toEqual([LI]);
  expect(notYetIn([LI, WANG], SHEET)).toEqual([WANG]);
});

test('the headcount is what the venue says, else the people it names', () => {
  expect(headcount(undefined)).toBe(0);
  expect(headcount(SHEET)).toBe(1);
  expect(headcount({ ...SHEET, headcount: 12 })).toBe(12);
});

test('a late entry is for a moment that has been', () => {
  const noon = new Date(2026, 10, 24, 12, 0, 0).getTime();
  expect(earlierToday('09:30', noon)).toBe(new Date(2026, 10, 24, 9, 30, 0).getTime());
  expect(earlierToday('13:00', noon)).toBe(new Date(2026, 10, 23, 13, 0, 0).getTime());
  expect(earlierToday('', noon)).toBeUndefined();
});
