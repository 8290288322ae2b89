import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { browserClock } from '../../protocol/clock';
import { Freshness } from '../../state/freshness';
import { tileName } from '../seat';
import type { SeatView } from '../seat_view';

/** How often the wall looks whether its pictures move, milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** The venues whose pictures stand still. */
export function useStillTiles(seat: SeatView): ReadonlySignal<ReadonlySet<number>> {
  const still = useSignal<ReadonlySet<number>>(new Set());
  useEffect(() => {
    const freshness = new Freshness();
    const timer = setInterval(() => {
      const nowMs = browserClock.monotonicMs();
      const now = seat.model.venues
        .peek()
        .map((venue) => venue.number)
        .filter((venue) => freshness.isStill(venue, seat.videos.framesShown(tileName(venue)), nowMs));
      const before = still.peek();
      if (now.length !== before.size || now.some((venue) => !before.has(venue))) still.value = new Set(now);
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [seat]);
  return still;
}
