import { expect, test } from 'vitest';
import { question } from '../testing/samples';
import type { FloorState } from '../wire/FloorState';
import { EMPTY_FLOOR } from './floor';
import { undoOf } from './undo';

function floor(part: Partial<FloorState> = {}): FloorState {
  return { ...EMPTY_FLOOR, chair: 0, ...part };
}

test('what only sets something is taken back to what it was', () => {
  expect(undoOf({ command: 'limit-speaking', seconds: 180 }, floor())).toEqual({ command: 'limit-speaking' });
  expect(undoOf({ command: 'limit-speaking' }, floor({ speaking_limit_s: 60 }))).toEqual({
    command: 'limit-speaking',
    seconds: 60,
  });
  expect(undoOf({ command: 'lock', locked: true }, floor())).toEqual({ command: 'lock', locked: false });
  expect(undoOf({ command: 'open-list', open: false }, floor())).toEqual({
    command: 'open-list',
    open: true,
  });
  expect(undoOf({ command: 'lay-out-wall', pictures: 4, page: 2 }, floor())).toEqual({
    command: 'lay-out-wall',
    pictures: 33,
    page: 1,
  });
});

test('mute all is taken back only where nobody was muted before', () => {
  expect(undoOf({ command: 'mute-all', muted: true }, floor())).toEqual({
    command: 'mute-all',
    muted: false,
  });
  expect(undoOf({ command: 'mute-all', muted: true }, floor({ muted: [3] }))).toBeUndefined();
});

test('a mute that changed nothing has nothing to take back', () => {
  expect(undoOf({ command: 'mute', venue: 3, muted: true }, floor({ muted: [3] }))).toBeUndefined();
  expect(undoOf({ command: 'mute', venue: 3, muted: true }, floor())).toEqual({
    command: 'mute',
    venue: 3,
    muted: false,
  });
});

test('a question goes back to its place, a patrol goes on as it did', () => {
  const before = floor({ queue: [question(1, 5), question(2, 3)] });
  expect(undoOf({ command: 'move-question', question: 2, place: 0 }, before)).toEqual({
    command: 'move-question',
    question: 2,
    place: 1,
  });
  const patrolled = floor({ patrol: { scope: 'chair', every_s: 20 } });
  expect(undoOf({ command: 'stop-patrol' }, patrolled)).toEqual({
    command: 'start-patrol',
    every_s: 20,
    scope: 'chair',
  });
});

test('what people have heard or seen is not taken back', () => {
  expect(undoOf({ command: 'grant', question: 1 }, floor())).toBeUndefined();
  expect(undoOf({ command: 'extend', minutes: 10 }, floor())).toBeUndefined();
  expect(undoOf({ command: 'give-chair', venue: 3 }, floor())).toBeUndefined();
});
