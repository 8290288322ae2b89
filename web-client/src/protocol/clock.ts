/** Stops a timer; harmless once it has fired. */
export type Cancel = () => void;

/** Where time comes from, so that tests can turn it by hand. */
export interface Clock {
  /** Monotonic milliseconds since some fixed moment. */
  monotonicMs(): number;
  /** Unix milliseconds of this device, which may be wrong. */
  unixMs(): number;
  /** Runs `task` once, `delayMs` from now. */
  after(delayMs: number, task: () => void): Cancel;
}

/** The browser's own time. */
export const browserClock: Clock = {
  monotonicMs: () => performance.now(),
  unixMs: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
