import type { Move } from '../../state/roster';

/** What a key on the host console means. */
export type HostCommand =
  | Move
  | 'stage'
  | 'main'
  | 'help'
  | 'close'
  | 'mute'
  | 'grant'
  | 'end'
  | 'mute-all'
  | 'mute-chosen'
  | 'broadcast'
  | 'roll-call'
  | 'present'
  | 'absent'
  | 'skip'
  | 'patrol'
  | 'wall'
  | 'readiness'
  | 'undo';

const NAMED: Record<string, HostCommand> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  Enter: 'stage',
  Escape: 'close',
};

const CHARACTERS: Record<string, HostCommand> = {
  '0': 'main',
  '?': 'help',
  '？': 'help',
  m: 'mute',
  g: 'grant',
  e: 'end',
  a: 'mute-all',
  x: 'mute-chosen',
  b: 'broadcast',
  r: 'roll-call',
  y: 'present',
  n: 'absent',
  s: 'skip',
  p: 'patrol',
  w: 'wall',
  k: 'readiness',
  u: 'undo',
};

/** The part of a keyboard event that matters. */
export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** What has the focus, as far as keys are concerned. */
export type Focus = 'field' | 'seat' | 'button' | 'nothing';

/** What has the focus. */
export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'nothing';
  if (target.closest('input, select, textarea') !== null) return 'field';
  if (target.closest('[data-seat]') !== null) return 'seat';
  return target.closest('button, a, summary') === null ? 'nothing' : 'button';
}

/**
 * The command of a key, or undefined where the key belongs to somebody else: to the browser, to a
 * field that is being filled in, or, for Enter, to a button other than a seat. Without
 * `characters`, only the question mark of the single letters counts (WCAG 2.1.4: they can be
 * switched off).
 */
export function commandOf(key: Key, focus: Focus, characters = true): HostCommand | undefined {
  if (key.ctrlKey || key.altKey || key.metaKey) return undefined;
  const named = NAMED[key.key];
  if (focus === 'field') return named === 'close' ? named : undefined;
  if (named !== undefined) return named === 'stage' && focus === 'button' ? undefined : named;
  const command = CHARACTERS[key.key.toLowerCase()];
  return characters || command === 'help' ? command : undefined;
}
