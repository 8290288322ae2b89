import type { AgendaItemState } from '../wire/AgendaItemState';
import type { AgendaState } from '../wire/AgendaState';

const MINUTE_MS = 60_000;

/** The item that runs. */
export function currentItem(agenda: AgendaState): AgendaItemState | undefined {
  return agenda.items.find(({ number }) => number === agenda.current);
}

/** The item that comes next. */
export function nextItem(agenda: AgendaState): AgendaItemState | undefined {
  return agenda.items.find(({ state }) => state === 'waiting');
}

/** The next item, the running one included, for which a venue is due. */
export function nextOwnItem(agenda: AgendaState, venue: number): AgendaItemState | undefined {
  return agenda.items.find(
    ({ state, due }) => (state === 'running' || state === 'waiting') && due.includes(venue),
  );
}

/** Whole minutes by which an item is expected after its planned start; 0 where it keeps its time. */
export function minutesLate({ planned_start_ms, expected_start_ms }: AgendaItemState): number {
  if (expected_start_ms === undefined) return 0;
  return Math.max(0, Math.round((expected_start_ms - planned_start_ms) / MINUTE_MS));
}

/** What an overrun of the running item does to what follows. */
export interface Push {
  /** Items still to come that are late. */
  readonly items: number;
  /** By how many minutes the first of them is. */
  readonly minutes: number;
}

/** What an overrun pushes; undefined where everything keeps its time. */
export function pushOf(agenda: AgendaState): Push | undefined {
  const late = agenda.items.filter((item) => item.state === 'waiting' && minutesLate(item) > 0);
  const first = late[0];
  return first === undefined ? undefined : { items: late.length, minutes: minutesLate(first) };
}

/** What is left of the running item's time in milliseconds; negative beyond its end. */
export function leftMs(item: AgendaItemState, nowMs: number): number {
  return (item.time_up_ms ?? nowMs) - nowMs;
}
