import type { FloorState } from '../wire/FloorState';
import type { RollCallResult } from '../wire/RollCallResult';
import type { VenueState } from '../wire/VenueState';

/** What a venue's result is, `none` as long as there is none. */
export type Mark = RollCallResult | 'none';

/** One venue in a roll call. */
export interface RollCallRow {
  readonly venue: VenueState;
  readonly mark: Mark;
  readonly called: boolean;
}

/** Every branch in the roll call that runs, or in the last one, in their order. */
export function rollCallRows(floor: FloorState, branches: readonly VenueState[]): RollCallRow[] {
  const { roll_call } = floor;
  return branches.map((venue) => ({
    venue,
    mark: roll_call?.marks.find((mark) => mark.venue === venue.number)?.result ?? 'none',
    called: roll_call?.running === true && roll_call.called === venue.number,
  }));
}

/**
 * The venue to be called once the one called now has its result: the first by number after it
 * without one, else the first of all.
 */
export function calledAfter(rows: readonly RollCallRow[], called: number): number | undefined {
  const open = rows.filter(({ venue, mark }) => mark === 'none' && venue.number !== called);
  return (open.find(({ venue }) => venue.number > called) ?? open[0])?.venue.number;
}

/** How many venues have a result. */
export function marked(rows: readonly RollCallRow[]): number {
  return rows.filter(({ mark }) => mark !== 'none').length;
}
