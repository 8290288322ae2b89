/** Waits between attempts: none before the first, then doubling from 0.5 s to 5 s. */
export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_LONGEST_MS = 5_000;

/**
 * How long to wait before attempt number `attempt` (0 is the first, made at once), in milliseconds.
 *
 * The later half of each wait is spread by `random` (0 ≤ r < 1), so that 33 venues that lost one
 * switch do not come back in step; the result never exceeds {@link BACKOFF_LONGEST_MS}.
 */
export function backoffMs(attempt: number, random: number): number {
  if (attempt <= 0) return 0;
  const ceilingMs = Math.min(BACKOFF_LONGEST_MS, BACKOFF_FIRST_MS * 2 ** (attempt - 1));
  const floorMs = Math.max(BACKOFF_FIRST_MS, ceilingMs / 2);
  return floorMs + (ceilingMs - floorMs) * random;
}
