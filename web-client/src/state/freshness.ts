/** A picture that has not changed for so long is called still. */
export const STILL_AFTER_MS = 3_000;

/** Knows which slots' pictures have stopped, from the counts of frames they have shown. */
export class Freshness {
  private readonly seen = new Map<number, { frames: number; atMs: number }>();

  /**
   * Takes one look at slot `position`, `frames` frames into its life. True while its picture
   * stands still; a slot that never showed a frame has no picture to stand still.
   */
  isStill(position: number, frames: number, nowMs: number): boolean {
    const last = this.seen.get(position);
    if (last === undefined || frames !== last.frames) {
      this.seen.set(position, { frames, atMs: nowMs });
      return false;
    }
    return frames > 0 && nowMs - last.atMs >= STILL_AFTER_MS;
  }
}
