import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual_clock';
import { question, venue, welcome } from '../testing/samples';
import { EMPTY_FLOOR } from './floor';
import { HallModel } from './hall_model';

function welcomed(part = {}) {
  const model = new HallModel(new ManualClock());
  model.onMessage(welcome(part));
  return model;
}

test('a welcome brings the session, its venues in order of number', () => {
  const model = welcomed();
  expect(model.session.value).toEqual({ id: 7, title: '例会', openedMs: 900_000 });
  expect(model.venues.value.map(({ number }) => number)).toEqual([0, 1, 3]);
  expect(model.branches.value.map(({ number }) => number)).toEqual([1, 3]);
});

test('a venue that changes keeps its place', () => {
  const model = welcomed();
  model.onMessage({ type: 'venue', venue: venue(1, { connection: 'lost' }) });
  expect(model.venues.value.map(({ number }) => number)).toEqual([0, 1, 3]);
  expect(model.venue(1)?.connection).toBe('lost');
  expect(model.attendance.value).toEqual({ due: 2, online: 1, lost: 1, absent: 0 });
});

test('the page knows when its own venue is on the stage', () => {
  const model = welcomed();
  expect(model.onStage.value).toBe(false);
  model.onMessage({ type: 'stage', venue: 3 });
  expect(model.onStage.value).toBe(true);
  expect(model.stageVenue.value?.number).toBe(3);
});

test('the floor comes with the welcome, and anew, whole, whenever it changed', () => {
  const model = welcomed();
  expect(model.floor.value.queue).toEqual([]);
  model.onMessage({ type: 'floor', floor: { ...EMPTY_FLOOR, queue: [question(1, 3)], muted: [3] } });
  expect(model.floor.value.queue).toEqual([question(1, 3)]);
  expect(model.mutedByChair.value).toBe(true);
  model.onMessage({ type: 'floor', floor: { ...EMPTY_FLOOR, chair: 0 } });
  expect(model.floor.value.queue).toEqual([]);
  expect(model.mutedByChair.value).toBe(false);
  model.onMessage(welcome());
  expect(model.floor.value.chair).toBeUndefined();
});

test('slots tell which venue they show, and are empty where the server says so', () => {
  const model = welcomed();
  const track = {} as MediaStreamTrack;
  model.onSlotTrack(0, '2', track);
  model.onSlotTrack(1, '3', track);
  model.onMessage({ type: 'slots', slots: [{ mid: '2', venue: 1 }] });
  expect(model.venueInSlot(0)).toBe(1);
  expect(model.venueInSlot(1)).toBeUndefined();
  model.onMessage({ type: 'slots', slots: [{ mid: '2' }] });
  expect(model.venueInSlot(0)).toBeUndefined();
});

test('what an earlier connection showed says nothing about a fresh one', () => {
  const model = welcomed();
  const track = {} as MediaStreamTrack;
  model.onSlotTrack(0, '2', track);
  model.onMessage({ type: 'slots', slots: [{ mid: '2', venue: 1 }] });
  model.onSlotTrack(0, '2', track);
  expect(model.venueInSlot(0)).toBeUndefined();
});

test('the clock follows the server where the computer is wrong, and does not hop within a second', () => {
  const model = welcomed({ now_ms: 1_000_400 });
  expect(model.clockAheadMs.value).toBe(0);
  model.onMessage({ type: 'tick', now_ms: 1_500_000 });
  expect(model.clockAheadMs.value).toBe(500_000);
});
