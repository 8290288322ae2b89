import { expect, test } from 'vitest';
import { commandOf } from './keyboard';

const key = (name: string, part = {}) => ({
  key: name,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...part,
});

test('Enter puts on stage from the seat map, but belongs to a button that has the focus', () => {
  expect(commandOf(key('Enter'), 'seat')).toBe('stage');
  expect(commandOf(key('Enter'), 'nothing')).toBe('stage');
  expect(commandOf(key('Enter'), 'button')).toBeUndefined();
});

test('zero and Escape lead back to the main venue', () => {
  expect(commandOf(key('0'), 'seat')).toBe('main');
  expect(commandOf(key('Escape'), 'button')).toBe('main');
});

test('keys typed into a field, and those of the browser, are left alone', () => {
  expect(commandOf(key('0'), 'field')).toBeUndefined();
  expect(commandOf(key('0', { ctrlKey: true }), 'seat')).toBeUndefined();
  expect(commandOf(key('x'), 'seat')).toBeUndefined();
});

test('the question mark of a Chinese keyboard counts as one', () => {
  expect(commandOf(key('？'), 'nothing')).toBe('help');
});
