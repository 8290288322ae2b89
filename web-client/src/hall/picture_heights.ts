import type { Cancel, Clock } from '../protocol/clock';
import type { Place } from '../wire/Place';
import type { View } from '../wire/View';
import { slotName } from './slots';
import type { VideoPool } from './video_pool';

/** A layout that still moves is measured once it rests, milliseconds. */
const REST_MS = 120;

/**
 * How high the page shows each of its picture slots, in device pixels, whenever that changes. What is in
 * a background tab is not to be seen, nor is what no view of a wall holds. Elsewhere stage and slides keep
 * their last size while no view holds them: a view may wait for their picture before it makes room for it.
 */
export class PictureHeights {
  private readonly observer: ResizeObserver;
  private readonly schedule = () => {
    this.cancel();
    this.cancel = this.clock.after(REST_MS, () => this.measure());
  };
  /** A tab that comes back wants its pictures at once. */
  private readonly handleVisibility = () => this.measure();
  private cancel: Cancel = () => {};
  private readonly heights = new Map<number, number>();

  constructor(
    private readonly document: Document,
    private readonly clock: Clock,
    private readonly videos: VideoPool,
    private readonly place: Place,
    private readonly slots: readonly View[],
    private readonly onHeights: (heights: ReadonlyMap<number, number>) => void,
  ) {
    this.observer = new ResizeObserver(this.schedule);
    for (const view of slots) {
      if (view.view !== 'sound') this.observer.observe(videos.element(slotName(view)));
    }
    videos.onMoved = this.schedule;
    document.addEventListener('visibilitychange', this.handleVisibility);
  }

  /** Measures no more. */
  close(): void {
    this.cancel();
    this.observer.disconnect();
    this.document.removeEventListener('visibilitychange', this.handleVisibility);
  }

  private measure(): void {
    const hidden = this.document.visibilityState === 'hidden';
    const told = new Map<number, number>();
    this.slots.forEach((view, position) => {
      if (view.view === 'sound') return;
      const name = slotName(view);
      const height = this.videos.isMounted(name)
        ? this.videos.element(name).clientHeight * window.devicePixelRatio
        : 0;
      if (height > 0 || this.place === 'wall') this.heights.set(position, height);
      const last = this.heights.get(position);
      if (hidden) told.set(position, 0);
      else if (last !== undefined) told.set(position, last);
    });
    this.onHeights(told);
  }
}
