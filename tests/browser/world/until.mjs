/** How often a fact is looked at, milliseconds. */
const LOOK_EVERY_MS = 50;

/**
 * Waits until `look` says that a fact holds, and returns what it said. `look` returns
 * `{ holds, said }`; `said` ends up in the error of a fact that does not come about.
 */
export async function until(fact, withinMs, look) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen.holds) return seen.said;
    if (performance.now() > deadline) {
      throw new Error(`not within ${withinMs} ms: ${fact}; last seen: ${JSON.stringify(seen.said)}`);
    }
    await new Promise((again) => setTimeout(again, LOOK_EVERY_MS));
  }
}
