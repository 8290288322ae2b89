import { expect, test } from 'vitest';
import { figure, hours, perMille } from './figures';

test('thousands are set apart', () => {
  expect([0, 999, 1_000, 9_980, 1_234_567].map(figure)).toEqual(['0', '999', '1,000', '9,980', '1,234,567']);
});

test('person-minutes are told in hours, shares in percent', () => {
  expect(hours(598_800)).toBe('9,980');
  expect(perMille(667)).toBe('66.7%');
  expect(perMille(-50)).toBe('5.0%');
});
