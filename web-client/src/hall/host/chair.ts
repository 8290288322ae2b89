import { undoOf } from '../../state/undo';
import type { FloorCommand } from '../../wire/FloorCommand';
import type { SeatView } from '../seat_view';

/** What the console may do of the chair's commands right now. */
export interface Chair {
  /** The main venue has the chair. */
  readonly holds: boolean;
  /** It has it, it is connected, and no command is under way. */
  readonly ready: boolean;
  /** Sends a command, to be undone where that is harmless; true once it is done. */
  send(command: FloorCommand): Promise<boolean>;
}

/** The chair as the console has it now. */
export function chairOf({ model, commands }: SeatView): Chair {
  const holds = model.floor.value.chair === model.ownVenue.value;
  return {
    holds,
    ready: holds && commands.underWay.value === undefined && model.link.value.state === 'open',
    send: (command) => commands.floor(command, undoOf(command, model.floor.peek())),
  };
}
