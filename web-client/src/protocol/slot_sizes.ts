import type { SlotSize } from '../wire/SlotSize';

/** Highest picture that is told, device pixels. */
const HEIGHT_PX_MAX = 65_535;

/** Tells the server how large slots are shown: each size once, and all of them to a new connection. */
export class SlotSizes {
  /** By slot. */
  private heights: ReadonlyMap<number, number> = new Map();
  /** What the server was told, by `mid`. */
  private readonly told = new Map<string, number>();
  private agreed = false;

  constructor(
    private readonly midOf: (slot: number) => string | undefined,
    private readonly send: (sizes: SlotSize[]) => boolean,
  ) {}

  /** Slots are shown this high, in device pixels; 0 is not to be seen. */
  set(heights: ReadonlyMap<number, number>): void {
    this.heights = heights;
    this.settle();
  }

  /** The server knows the slots, and no size of any. */
  handleAgreed(): void {
    this.agreed = true;
    this.told.clear();
    this.settle();
  }

  /** The page found its seat again; the server may have forgotten every size. */
  handleResumed(): void {
    if (this.agreed) this.handleAgreed();
  }

  /** The connection with its slots is gone. */
  handleGone(): void {
    this.agreed = false;
  }

  private settle(): void {
    if (!this.agreed) return;
    const changed: SlotSize[] = [];
    for (const [slot, height] of this.heights) {
      const mid = this.midOf(slot);
      const height_px = Math.min(Math.round(height), HEIGHT_PX_MAX);
      if (mid !== undefined && this.told.get(mid) !== height_px) changed.push({ mid, height_px });
    }
    if (changed.length === 0 || !this.send(changed)) return;
    for (const { mid, height_px } of changed) this.told.set(mid, height_px);
  }
}
