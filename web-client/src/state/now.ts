import { type ReadonlySignal, signal } from '@preact/signals';
import { browserClock } from '../protocol/clock';

const ticking = signal(browserClock.unixMs());

/** This device's time, Unix milliseconds, renewed at each full second. */
export const deviceNowMs: ReadonlySignal<number> = ticking;

/** Starts the page's clock. */
export function startClock(): void {
  const tick = () => {
    const nowMs = browserClock.unixMs();
    ticking.value = nowMs;
    browserClock.after(1_000 - (nowMs % 1_000), tick);
  };
  tick();
}
