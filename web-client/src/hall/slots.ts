import { MAIN_VENUE } from '../wire/constants';
import type { Place } from '../wire/Place';
import type { View } from '../wire/View';

/** The page's own picture among the video elements. */
export const SELF = 'self';
/** The stage among the video elements. */
export const STAGE = 'stage';
/** The slides among the video elements: those of whoever presents. */
export const SLIDES = 'slides';
/** What this page presents itself, among the video elements. */
export const OWN_SLIDES = 'own-slides';

/** Sounds heard at once: the main venue, the venue on the stage, and one in between the two. */
const SOUND_SLOTS = 3;

/**
 * The receive slots of a place; `branches` are the tiles of a wall. A wall has no sounds: it stands in the
 * main venue, where the host's page plays them.
 */
export function slotsOf(place: Place, branches: readonly number[]): View[] {
  if (place === 'wall') {
    const tiles: View[] = [MAIN_VENUE, ...branches].map((venue) => ({ view: 'tile', venue }));
    return [...tiles, { view: 'stage' }];
  }
  const sounds: View[] = Array.from({ length: SOUND_SLOTS }, () => ({ view: 'sound' }));
  return [{ view: 'stage' }, { view: 'slides' }, ...sounds];
}

/** The position of the slides among the receive slots of a page that takes part. */
export const SLIDES_POSITION = 1;

/** The position of the stage among the receive slots of a place; a wall has one tile a venue before it. */
export function stagePosition(place: Place, venues: number): number {
  return place === 'wall' ? venues : 0;
}

/** The name of a slot's video element. */
export function slotName(view: View): string {
  return view.view === 'tile' ? tileName(view.venue) : view.view;
}

/** The name of a venue's tile among the video elements. */
export function tileName(venue: number): string {
  return `tile-${venue}`;
}
