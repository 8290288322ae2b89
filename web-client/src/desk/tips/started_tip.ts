/** What is known already of a tip that is begun on another page. */
export interface StartedTip {
  readonly department: number | undefined;
  readonly title: string;
}

let started: StartedTip | undefined;

/** Begins a tip; the tips page goes on with it. */
export function startTip(tip: StartedTip): void {
  started = tip;
}

/** The tip that was begun, once. */
export function takeStartedTip(): StartedTip | undefined {
  const taken = started;
  started = undefined;
  return taken;
}
