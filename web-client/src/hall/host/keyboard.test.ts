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

test('zero leads back to the main venue, Escape closes what lies on top', () => {
  expect(commandOf(key('0'), 'seat')).toBe('main');
  expect(commandOf(key('Escape'), 'button')).toBe('close');
});

test('keys typed into a field are left alone, but Escape still closes the panel around it', () => {
  expect(commandOf(key('0'), 'field')).toBeUndefined();
  expect(commandOf(key('g'), 'field')).toBeUndefined();
  expect(commandOf(key('Escape'), 'field')).toBe('close');
});

test('keys of the browser, and those without a meaning, are left alone', () => {
  expect(commandOf(key('0', { ctrlKey: true }), 'seat')).toBeUndefined();
  expect(commandOf(key('r', { metaKey: true }), 'nothing')).toBeUndefined();
  expect(commandOf(key('q'), 'seat')).toBeUndefined();
});

test('letters count in either case, and the question mark of a Chinese keyboard counts as one', () => {
  expect(commandOf(key('G'), 'nothing')).toBe('grant');
  expect(commandOf(key('g'), 'seat')).toBe('grant');
  expect(commandOf(key('？'), 'nothing')).toBe('help');
});

test('single letters can be switched off; the list of keys and the named keys stay', () => {
  expect(commandOf(key('a'), 'nothing', false)).toBeUndefined();
  expect(commandOf(key('0'), 'nothing', false)).toBeUndefined();
  expect(commandOf(key('?'), 'nothing', false)).toBe('help');
  expect(commandOf(key('ArrowUp'), 'nothing', false)).toBe('up');
});
