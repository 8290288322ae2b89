import { venueNumber } from '../state/roster';
import { MAIN_VENUE } from '../wire/constants';
import type { VenueState } from '../wire/VenueState';
import { clockTime } from '../words/time';
import type { Words } from '../words/words';

/** A venue's short title, number first: "03 艺康苑"; the main venue has a name alone. */
export function venueTitle(venue: Pick<VenueState, 'number' | 'short_name'>, words: Words): string {
  if (venue.number === MAIN_VENUE) return venue.short_name || words.venue.main;
  return words.venue.of(venueNumber(venue.number), venue.short_name);
}

/** A venue that is absent since the session opened, give or take so long, has never come; milliseconds. */
const OPENING_MS = 1_000;

/** How a venue's connection stands and since when, in words. */
export function connectionSince(venue: VenueState, sessionOpenedMs: number, words: Words): string {
  const time = clockTime(venue.since_ms);
  switch (venue.connection) {
    case 'absent':
      return venue.since_ms > sessionOpenedMs + OPENING_MS
        ? words.venue.leftSince(time)
        : words.venue.absentSince(clockTime(sessionOpenedMs));
    case 'joining':
      return words.venue.joining;
    case 'online':
      return words.venue.onlineSince(time);
    case 'lost':
      return words.venue.lostSince(time);
  }
}

/** A device's state in words. */
export function deviceWord(
  state: VenueState['devices']['camera'],
  kind: 'camera' | 'microphone',
  words: Words,
): string {
  switch (state) {
    case 'unknown':
      return words.device.unknown;
    case 'on':
      return words.device.on;
    case 'off':
      return kind === 'microphone' ? words.device.muted : words.device.off;
    case 'denied':
      return words.device.denied;
    case 'missing':
      return words.device.absent;
  }
}
