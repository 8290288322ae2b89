import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { CommandNotice } from '../CommandNotice';
import { ConnectionBanner } from '../ConnectionBanner';
import { FixCard } from '../FixCard';
import { ListenButton } from '../ListenButton';
import { StageAnnouncer } from '../StageAnnouncer';
import type { SeatView } from '../seat_view';
import { act, type Console } from './actions';
import { ChairElsewhere } from './ChairElsewhere';
import { CommandDeck } from './CommandDeck';
import { HostBar } from './HostBar';
import { HostStage } from './HostStage';
import { commandOf, focusOf } from './keyboard';
import { OpenedPanel } from './OpenedPanel';
import { Presence } from './Presence';
import { Questions } from './Questions';
import { RunOfShow } from './RunOfShow';
import { ReadinessBoard } from './readiness/ReadinessBoard';
import { SeatMap } from './SeatMap';
import { SelectedVenue } from './SelectedVenue';
import { Shortcuts } from './Shortcuts';
import { singleKeys } from './single_keys';
import './host.css';
import './seat_map.css';
import './questions.css';
import './deck.css';
import './panels/panels.css';

/** The host console: the venues on the left, the stage in the middle, questions and commands on the right. */
export function HostScreen({ seat }: { seat: SeatView }) {
  const [console] = useState(newConsole);
  const { model } = seat;
  const { selection, panel, help, readiness } = console;
  const calling = model.floor.value.roll_call?.running === true;

  // A key pressed the moment the console is seen already counts.
  useLayoutEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const command = commandOf(event, focusOf(event.target), singleKeys.peek());
      if (command === undefined) return;
      event.preventDefault();
      act(seat, console, command);
    };
    window.addEventListener('keydown', handleKey);
    return () => window.removeEventListener('keydown', handleKey);
  }, [seat, console]);

  // A roll call that goes on is in sight, also after the page was opened anew.
  useEffect(() => {
    if (calling) panel.value = 'roll-call';
  }, [calling, panel]);

  return (
    <div class="host" data-page="host">
      <HostBar seat={seat} onHelp={() => act(seat, console, 'help')} />
      <ConnectionBanner model={model} />
      <StageAnnouncer model={model} />
      <SeatMap model={model} selection={selection} />
      <main class="host-centre">
        <HostStage seat={seat} />
        <RunOfShow seat={seat} />
        <SelectedVenue seat={seat} selection={selection} />
        <FixCard seat={seat} />
        <ListenButton sounds={seat.sounds} />
      </main>
      <aside class="host-side">
        <div class="host-work">
          <Presence model={model} selection={selection} />
          <ChairElsewhere seat={seat} />
          <Questions seat={seat} />
          <OpenedPanel seat={seat} console={console} />
          <CommandNotice commands={seat.commands} />
        </div>
        <CommandDeck
          seat={seat}
          selection={selection}
          open={panel}
          act={(command) => act(seat, console, command)}
        />
      </aside>
      {readiness.value ? <ReadinessBoard seat={seat} console={console} /> : null}
      {help.value ? <Shortcuts onClose={() => act(seat, console, 'help')} /> : null}
    </div>
  );
}

function newConsole(): Console {
  return {
    selection: signal(undefined),
    panel: signal(undefined),
    help: signal(false),
    readiness: signal(false),
  };
}
