import { signal } from '@preact/signals';
import { useLayoutEffect, useState } from 'preact/hooks';
import { moveInGrid } from '../../state/roster';
import { MAIN_VENUE } from '../../wire/constants';
import { ConnectionBanner } from '../ConnectionBanner';
import { FixCard } from '../FixCard';
import { ListenButton } from '../ListenButton';
import { StageAnnouncer } from '../StageAnnouncer';
import type { SeatView } from '../seat_view';
import { FloorBar } from './FloorBar';
import { HostBar } from './HostBar';
import { HostStage } from './HostStage';
import { commandOf, focusOf } from './keyboard';
import { Presence } from './Presence';
import { Questions } from './Questions';
import { SEAT_COLUMNS, SeatMap } from './SeatMap';
import { SelectedVenue } from './SelectedVenue';
import { Shortcuts } from './Shortcuts';
import './host.css';

/** The host console: who is here on the left and right, the stage in the middle. */
export function HostScreen({ seat }: { seat: SeatView }) {
  const [selection] = useState(() => signal<number | undefined>(undefined));
  const [help, setHelp] = useState(false);
  const { model } = seat;

  // A key pressed the moment the console is seen already counts.
  useLayoutEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const command = commandOf(event, focusOf(event.target));
      if (command === undefined) return;
      event.preventDefault();
      if (command === 'help') setHelp((shown) => !shown);
      else if (command === 'mute') seat.setEnabled('microphone', !model.captured.value.microphone.enabled);
      else if (command === 'main') {
        // Escape first closes what lies on top.
        if (help) setHelp(false);
        else if (model.stage.value !== MAIN_VENUE) seat.putOnStage(MAIN_VENUE);
      } else if (command === 'stage') {
        const chosen = selection.value === undefined ? undefined : model.venue(selection.value);
        if (chosen?.connection === 'online') seat.putOnStage(chosen.number);
      } else {
        const branches = model.branches.value;
        const from = branches.findIndex((venue) => venue.number === selection.value);
        const target = from < 0 ? 0 : moveInGrid(from, command, branches.length, SEAT_COLUMNS);
        selection.value = branches[target]?.number;
      }
    };
    window.addEventListener('keydown', handleKey);
    return () => window.removeEventListener('keydown', handleKey);
  }, [seat, help]);

  return (
    <div class="host" data-page="host">
      <HostBar seat={seat} onHelp={() => setHelp(!help)} />
      <ConnectionBanner model={model} />
      <StageAnnouncer model={model} />
      <SeatMap model={model} selection={selection} />
      <main class="host-centre">
        <HostStage seat={seat} />
        <FixCard seat={seat} />
        <ListenButton sounds={seat.sounds} />
      </main>
      <aside class="host-side">
        <Presence model={model} selection={selection} />
        <Questions seat={seat} />
        <FloorBar seat={seat} />
        <SelectedVenue seat={seat} selection={selection} />
      </aside>
      {help ? <Shortcuts onClose={() => setHelp(false)} /> : null}
    </div>
  );
}
