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

/**
 * The command of a key, or undefined where the key belongs to somebody else: to the browser, to a
 * field that is being filled in, or, for Enter, to a button other than a seat.
 */
export function commandOf(key: Key, target: EventTarget | null): HostCommand | undefined {
  if (key.ctrlKey || key.altKey || key.metaKey) return undefined;
  const element = target instanceof Element ? target : undefined;
  if (element?.closest('input, select, textarea') != null) return undefined;
  const command = COMMANDS[key.key];
  if (command === 'stage' && element?.closest('button, a, summary') != null) {
    return element.closest('[data-seat]') === null ? undefined : command;
  }
  return command;
}
