import { expect, test } from 'vitest';
import { type Spot, sameSpot, spotBeside, type WindowPlace } from './spots';

const windows: WindowPlace[] = [
  { id: 1, date: '2026-11-23', half: 'morning' },
  { id: 2, date: '2026-11-23', half: 'afternoon' },
  { id: 3, date: '2026-11-23', half: 'afternoon' },
  { id: 4, date: '2026-11-24', half: 'afternoon' },
  { id: 5, date: '2026-11-26', half: 'morning' },
];

test('left and right go from day to day, and keep to the half-day where they can', () => {
  expect(spotBeside(windows, { window: 2 }, 'right')).toEqual({ window: 4 });
  expect(spotBeside(windows, { window: 1 }, 'right')).toEqual({ window: 4 });
  expect(spotBeside(windows, { window: 4 }, 'right')).toEqual({ window: 5 });
  expect(spotBeside(windows, { window: 5 }, 'right')).toEqual({ window: 5 });
  expect(spotBeside(windows, { window: 4 }, 'left')).toEqual({ window: 2 });
});

test('the tray is left of the first day', () => {
  expect(spotBeside(windows, { window: 3 }, 'left')).toBe('tray');
  expect(spotBeside(windows, 'tray', 'right')).toEqual({ window: 1 });
  expect(spotBeside(windows, 'tray', 'left')).toBe('tray');
  expect(spotBeside([], 'tray', 'right')).toBe('tray');
});

test('up and down go through the windows of a day', () => {
  const down = (spot: Spot) => spotBeside(windows, spot, 'down');
  expect(down({ window: 1 })).toEqual({ window: 2 });
  expect(down(down({ window: 1 }))).toEqual({ window: 3 });
  expect(down({ window: 3 })).toEqual({ window: 3 });
  expect(spotBeside(windows, { window: 2 }, 'up')).toEqual({ window: 1 });
});

test('spots are the same by what they name', () => {
  expect(sameSpot({ window: 1 }, { window: 1 })).toBe(true);
  expect(sameSpot({ window: 1 }, 'tray')).toBe(false);
  expect(sameSpot(undefined, 'tray')).toBe(false);
  expect(sameSpot(undefined, undefined)).toBe(true);
});
