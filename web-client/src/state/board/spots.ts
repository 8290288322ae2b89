import type { CivilDate } from '../../words/dates';

/** Half of a working day. */
export type Half = 'morning' | 'afternoon';

/** Where an item of the board can be: in a window, or without a slot in the tray. */
export type Spot = { readonly window: number } | 'tray';

/** What a spot's place on the board depends on. */
export interface WindowPlace {
  readonly id: number;
  readonly date: CivilDate;
  readonly half: Half;
}

/** An arrow key, as a direction on the board. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** A text that tells spots apart. */
export function spotKey(spot: Spot): string {
  return spot === 'tray' ? 'tray' : `window-${spot.window}`;
}

/** Whether two spots are the same. */
export function sameSpot(one: Spot | undefined, other: Spot | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return spotKey(one) === spotKey(other);
}

const HALVES: readonly Half[] = ['morning', 'afternoon'];

/** The windows of one half-day, in the order they were given. */
export function windowsOf<Window extends WindowPlace>(
  windows: readonly Window[],
  date: CivilDate,
  half: Half,
): Window[] {
  return windows.filter((window) => window.date === date && window.half === half);
}

/**
 * The spot beside another one. Left and right go from day to day and keep to the half-day where they
 * can; the tray is left of the first day. Up and down go through the windows of a day.
 */
export function spotBeside(windows: readonly WindowPlace[], spot: Spot, to: Direction): Spot {
  const dates = [...new Set(windows.map((window) => window.date))].sort();
  const here = spot === 'tray' ? undefined : windows.find((window) => window.id === spot.window);
  if (here === undefined) {
    const [first] = dates;
    if (to !== 'right' || first === undefined) return 'tray';
    return spotOf(ofDay(windows, first)[0]);
  }
  if (to === 'up' || to === 'down') {
    const day = ofDay(windows, here.date);
    const at = day.findIndex((window) => window.id === here.id);
    return spotOf(day[at + (to === 'down' ? 1 : -1)] ?? here);
  }
  const date = dates[dates.indexOf(here.date) + (to === 'right' ? 1 : -1)];
  if (date === undefined) return to === 'left' ? 'tray' : spot;
  return spotOf(windowsOf(windows, date, here.half)[0] ?? ofDay(windows, date)[0]);
}

function ofDay(windows: readonly WindowPlace[], date: CivilDate): WindowPlace[] {
  return HALVES.flatMap((half) => windowsOf(windows, date, half));
}

function spotOf(window: WindowPlace | undefined): Spot {
  return window === undefined ? 'tray' : { window: window.id };
}
