import type { Move } from '../../state/roster';

/** What a key on the host console means. */
export type HostCommand = Move | 'stage' | 'main' | 'help' | 'mute';

const COMMANDS: Record<string, HostCommand> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  Enter: 'stage',
  '0': 'main',
  Escape: 'main',
  '?': 'help',
  '？': 'help',
  m: 'mute',
  M: 'mute',
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
 * field that is being filled in, or, for Enter, to a button other than a seat.
 */
export function commandOf(key: Key, focus: Focus): HostCommand | undefined {
  if (key.ctrlKey || key.altKey || key.metaKey || focus === 'field') return undefined;
  const command = COMMANDS[key.key];
  return command === 'stage' && focus === 'button' ? undefined : command;
}
