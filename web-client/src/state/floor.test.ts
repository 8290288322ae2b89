import { expect, test } from 'vitest';
import { question, venue } from '../testing/samples';
import type { FloorState } from '../wire/FloorState';
import { allMuted, askStep, EMPTY_FLOOR, grantObstacle, placeInQueue, stageFree, unsettled } from './floor';

function floor(part: Partial<FloorState> = {}): FloorState {
  return { ...EMPTY_FLOOR, chair: 0, ...part };
}

test('a branch may ask, unless no more questions are taken', () => {
  expect(askStep(floor(), 3)).toEqual({ step: 'free' });
  expect(askStep(floor({ list_closed: true }), 3)).toEqual({ step: 'closed' });
});

test('a branch that asked waits at its place, the list closed or not', () => {
  const asked = floor({ queue: [question(1, 5), question(2, 3)], list_closed: true });
  expect(askStep(asked, 3)).toEqual({ step: 'waiting', question: question(2, 3), place: 2 });
  expect(placeInQueue(asked, 5)).toBe(1);
  expect(placeInQueue(asked, 8)).toBeUndefined();
});

test('a branch that has the floor speaks, and the others do not', () => {
  const granted = floor({ speaking: { question: question(1, 5), since_ms: 20 } });
  expect(askStep(granted, 5)).toEqual({ step: 'speaking', question: question(1, 5), sinceMs: 20 });
  expect(askStep(granted, 3)).toEqual({ step: 'free' });
});

test('a question is granted by the chair, to a venue that is here, when nobody speaks', () => {
  const here = venue(3);
  expect(grantObstacle(floor(), 0, here)).toBeUndefined();
  expect(grantObstacle(floor({ chair: 5 }), 0, here)).toBe('not-the-chair');
  expect(grantObstacle(floor({ speaking: { question: question(1, 5), since_ms: 0 } }), 0, here)).toBe(
    'venue-speaking',
  );
  const roll_call = { purpose: 'attendance', running: true, began_ms: 0, marks: [] } as const;
  expect(grantObstacle(floor({ roll_call: { ...roll_call, marks: [] } }), 0, here)).toBe('roll-call-running');
  expect(grantObstacle(floor(), 0, venue(3, { connection: 'absent' }))).toBe('venue-absent');
  expect(grantObstacle(floor(), 0, undefined)).toBe('venue-absent');
});

test('the stage is changed by hand only by the chair, while nobody speaks', () => {
  expect(stageFree(floor(), 0)).toBe(true);
  expect(stageFree(floor({ chair: 5 }), 0)).toBe(false);
  expect(stageFree(floor({ speaking: { question: question(1, 5), since_ms: 0 } }), 0)).toBe(false);
});

test('all are muted once every branch but the chair is', () => {
  const branches = [venue(1), venue(3)];
  expect(allMuted(floor({ muted: [1] }), branches)).toBe(false);
  expect(allMuted(floor({ muted: [1, 3] }), branches)).toBe(true);
  expect(allMuted(floor({ chair: 3, muted: [1] }), branches)).toBe(true);
  expect(allMuted(floor(), [])).toBe(false);
});

test('the last question waits for its outcome until it has one', () => {
  const ended = { question: question(4, 3), granted_ms: 10, ended_ms: 20 };
  expect(unsettled(floor())).toBeUndefined();
  expect(unsettled(floor({ ended_questions: [ended] }))).toEqual(question(4, 3));
  expect(
    unsettled(floor({ ended_questions: [{ ...ended, outcome: { outcome: 'answered' } }] })),
  ).toBeUndefined();
});
