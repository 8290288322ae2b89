import type { Signal } from '@preact/signals';
import { allMuted, grantable, stageFree } from '../../state/floor';
import { moveInGrid } from '../../state/roster';
import { MAIN_VENUE } from '../../wire/constants';
import type { FloorCommand } from '../../wire/FloorCommand';
import type { SeatView } from '../seat_view';
import { chairOf } from './chair';
import type { HostCommand } from './keyboard';
import { type OpenPanel, toggle } from './panel';
import { markCalled } from './panels/RollCallPanel';
import { SEAT_COLUMNS } from './SeatMap';

/** What the console has open, and which venue is chosen. */
export interface Console {
  readonly selection: Signal<number | undefined>;
  readonly panel: OpenPanel;
  readonly help: Signal<boolean>;
  readonly readiness: Signal<boolean>;
}

/** Does what a key or a button of the deck means; what cannot be done now is left undone. */
export function act(seat: SeatView, console: Console, command: HostCommand): void {
  const { model } = seat;
  const floor = model.floor.peek();
  const chair = chairOf(seat);
  const free = chair.ready && stageFree(floor, model.ownVenue.peek());
  const number = console.selection.peek();
  const chosen = number === undefined ? undefined : model.venue(number);
  const send = (wanted: FloorCommand) => {
    if (chair.ready) chair.send(wanted);
  };
  switch (command) {
    case 'help':
      console.help.value = !console.help.peek();
      return;
    case 'close':
      close(console);
      return;
    case 'readiness':
      console.readiness.value = !console.readiness.peek();
      return;
    case 'mute':
      seat.setEnabled('microphone', !model.captured.peek().microphone.enabled);
      return;
    case 'main':
      if (free && model.stage.peek() !== MAIN_VENUE) seat.putOnStage(MAIN_VENUE);
      return;
    case 'stage':
      if (free && chosen?.connection === 'online') seat.putOnStage(chosen.number);
      return;
    case 'grant': {
      const head = grantable(floor, model.ownVenue.peek(), model.venues.peek());
      if (head !== undefined) send({ command: 'grant', question: head.number });
      return;
    }
    case 'end':
      if (floor.speaking !== undefined)
        send({ command: 'end-question', question: floor.speaking.question.number });
      return;
    case 'mute-all':
      send({ command: 'mute-all', muted: !allMuted(floor, model.branches.peek()) });
      return;
    case 'mute-chosen':
      if (chosen !== undefined)
        send({ command: 'mute', venue: chosen.number, muted: !floor.muted.includes(chosen.number) });
      return;
    case 'broadcast':
      if (floor.broadcast !== undefined) send({ command: 'end-broadcast' });
      else if (free && chosen?.connection === 'online') send({ command: 'broadcast', venue: chosen.number });
      return;
    case 'roll-call':
    case 'patrol':
    case 'wall':
      if (chair.holds) toggle(console.panel, command);
      return;
    case 'present':
    case 'absent':
      if (floor.roll_call?.running) markCalled(seat, command);
      return;
    case 'skip':
      if (floor.roll_call?.running) markCalled(seat, 'skipped');
      return;
    case 'undo':
      seat.commands.undo();
      return;
    case 'left':
    case 'right':
    case 'up':
    case 'down':
    case 'first':
    case 'last': {
      const branches = model.branches.peek();
      const from = branches.findIndex((venue) => venue.number === number);
      const target = from < 0 ? 0 : moveInGrid(from, command, branches.length, SEAT_COLUMNS);
      console.selection.value = branches[target]?.number;
    }
  }
}

/** Closes what lies on top; at last, the choice of a venue. */
function close({ help, readiness, panel, selection }: Console): void {
  if (help.peek()) help.value = false;
  else if (readiness.peek()) readiness.value = false;
  else if (panel.peek() !== undefined) panel.value = undefined;
  else selection.value = undefined;
}
