import type { VenueState } from '../wire/VenueState';

/** How many of the branch venues are where. */
export interface Attendance {
  /** 应到: everyone invited. */
  readonly due: number;
  /** 在线: connected, or just connecting. */
  readonly online: number;
  /** 掉线: were here, and may come back. */
  readonly lost: number;
  /** 未到: have not joined. */
  readonly absent: number;
}

/** Counts the branch venues. */
export function attendanceOf(branches: readonly VenueState[]): Attendance {
  const count = (...states: VenueState['connection'][]) =>
    branches.filter((venue) => states.includes(venue.connection)).length;
  return {
    due: branches.length,
    online: count('online', 'joining'),
    lost: count('lost'),
    absent: count('absent'),
  };
}

/** The shape that stands for a state beside its colour. */
export type Shape = 'ok' | 'warn' | 'bad' | 'off';

/** How a venue stands at a glance. */
export function shapeOf(venue: VenueState): Shape {
  switch (venue.connection) {
    case 'absent':
      return 'off';
    case 'lost':
      return 'bad';
    case 'joining':
      return 'warn';
    case 'online':
      return deviceMissing(venue) ? 'warn' : 'ok';
  }
}

/** True where a venue is here without a picture or without sound. */
export function deviceMissing(venue: VenueState): boolean {
  const missing = (state: VenueState['devices']['camera']) => state === 'missing' || state === 'denied';
  return missing(venue.devices.camera) || missing(venue.devices.microphone);
}

/** The branch venues that want attention: the lost first, then those not here yet. */
export function troubled(branches: readonly VenueState[]): VenueState[] {
  return [
    ...branches.filter((venue) => venue.connection === 'lost'),
    ...branches.filter((venue) => venue.connection === 'absent'),
  ];
}

/** A venue number as it stands in its name: two digits, "03". */
export function venueNumber(number: number): string {
  return String(number).padStart(2, '0');
}

/** Which way a key moves in the seat map. */
export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/**
 * The position reached from `from` in a grid of `count` places in `columns`; it stays where the
 * move would leave the grid.
 */
export function moveInGrid(from: number, move: Move, count: number, columns: number): number {
  const target = {
    left: from - 1,
    right: from + 1,
    up: from - columns,
    down: from + columns,
    first: 0,
    last: count - 1,
  }[move];
  return target >= 0 && target < count ? target : from;
}
