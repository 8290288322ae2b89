import { expect, test } from 'vitest';
import { venue } from '../testing/samples';
import { attendanceOf, moveInGrid, shapeOf, troubled, venueNumber } from './roster';

test('every branch is counted once', () => {
  const street = [
    venue(1),
    venue(2, { connection: 'joining' }),
    venue(3, { connection: 'lost' }),
    venue(4, { connection: 'absent' }),
  ];
  expect(attendanceOf(street)).toEqual({ due: 4, online: 2, lost: 1, absent: 1 });
});

test('a venue without picture or sound is marked though it is online', () => {
  expect(shapeOf(venue(1))).toBe('ok');
  expect(shapeOf(venue(1, { devices: { camera: 'missing', microphone: 'on' } }))).toBe('warn');
  expect(shapeOf(venue(1, { devices: { camera: 'off', microphone: 'off' } }))).toBe('ok');
});

test('the lost come before those who never came', () => {
  const street = [venue(1, { connection: 'absent' }), venue(2), venue(3, { connection: 'lost' })];
  expect(troubled(street).map(({ number }) => number)).toEqual([3, 1]);
});

test('numbers stand as they do in the name', () => {
  expect([venueNumber(3), venueNumber(33), venueNumber(120)]).toEqual(['03', '33', '120']);
});

test('moves stay within the seat map', () => {
  expect(moveInGrid(0, 'left', 33, 3)).toBe(0);
  expect(moveInGrid(0, 'down', 33, 3)).toBe(3);
  expect(moveInGrid(32, 'down', 33, 3)).toBe(32);
  expect(moveInGrid(5, 'last', 33, 3)).toBe(32);
  expect(moveInGrid(5, 'first', 33, 3)).toBe(0);
});
