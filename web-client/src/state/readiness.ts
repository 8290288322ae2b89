import type { VenueReadiness } from '../wire/VenueReadiness';
import type { VenueState } from '../wire/VenueState';

/** How ready a venue is at a glance. */
export type Light = 'good' | 'wait' | 'bad' | 'missing';

/** What to do about a venue, the most pressing first. */
export type Advice = 'call' | 'camera' | 'microphone' | 'picture' | 'starved' | 'tcp' | 'wait';

/** One line of the readiness board. */
export interface ReadinessRow {
  readonly venue: VenueState;
  readonly ready: VenueReadiness | undefined;
  readonly light: Light;
  /** The first thing to do; undefined where nothing is. */
  readonly advice: Advice | undefined;
}

/** Lights from the most pressing to the least. */
const ORDER: readonly Light[] = ['bad', 'missing', 'wait', 'good'];

/** Every venue's line, the most pressing first, then by number. */
export function readinessRows(
  venues: readonly VenueState[],
  readiness: ReadonlyMap<number, VenueReadiness>,
): ReadinessRow[] {
  return venues
    .map((venue) => rowOf(venue, readiness.get(venue.number)))
    .sort(
      (one, other) =>
        ORDER.indexOf(one.light) - ORDER.indexOf(other.light) || one.venue.number - other.venue.number,
    );
}

function rowOf(venue: VenueState, ready: VenueReadiness | undefined): ReadinessRow {
  const row = (light: Light, advice?: Advice): ReadinessRow => ({ venue, ready, light, advice });
  if (venue.connection === 'absent' || venue.connection === 'lost') return row('missing', 'call');
  if (venue.connection === 'joining' || ready === undefined) return row('wait', 'wait');
  const { camera, microphone } = venue.devices;
  if (ready.camera === 'bad' || camera === 'missing' || camera === 'denied') return row('bad', 'camera');
  if (ready.microphone === 'bad' || microphone === 'missing' || microphone === 'denied')
    return row('bad', 'microphone');
  if (ready.picture === 'bad' || ready.sound === 'bad') return row('bad', 'picture');
  if (ready.starved) return row('wait', 'starved');
  if (ready.path?.transport === 'tcp') return row('wait', 'tcp');
  if (ready.microphone === 'unknown') return row('wait', 'microphone');
  if (ready.camera === 'unknown' || ready.picture === 'unknown') return row('wait', 'wait');
  return row('good');
}
