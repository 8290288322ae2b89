import type { Cancel, Clock } from '../protocol/clock';

/** A clock that stands until a test moves it. */
export class ManualClock implements Clock {
  private nowMs = 1_000_000;
  private timers: { atMs: number; task: () => void }[] = [];

  monotonicMs(): number {
    return this.nowMs;
  }

  unixMs(): number {
    return this.nowMs;
  }

  after(delayMs: number, task: () => void): Cancel {
    const timer = { atMs: this.nowMs + delayMs, task };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Moves the clock, and runs what falls due on the way, in order. */
  advance(byMs: number): void {
    const endMs = this.nowMs + byMs;
    for (;;) {
      const [next] = this.timers.filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.nowMs = next.atMs;
      next.task();
    }
    this.nowMs = endMs;
  }
}

/** Lets everything that only waits for promises run to its end. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}
