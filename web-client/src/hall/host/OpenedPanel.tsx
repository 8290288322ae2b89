import type { SeatView } from '../seat_view';
import type { Console } from './actions';
import { ChairPanel } from './panels/ChairPanel';
import { EndPanel } from './panels/EndPanel';
import { ExtendPanel } from './panels/ExtendPanel';
import { LimitPanel } from './panels/LimitPanel';
import { MissingPanel } from './panels/MissingPanel';
import { NoticesPanel } from './panels/NoticesPanel';
import { PatrolPanel } from './panels/PatrolPanel';
import { RecordPanel } from './panels/RecordPanel';
import { RollCallPanel } from './panels/RollCallPanel';
import { SlidesPanel } from './panels/SlidesPanel';
import { WallPanel } from './panels/WallPanel';

/** The panel that is open over the questions, if any. */
export function OpenedPanel({ seat, console }: { seat: SeatView; console: Console }) {
  const open = console.panel;
  switch (open.value) {
    case undefined:
      return null;
    case 'limit':
      return <LimitPanel seat={seat} open={open} />;
    case 'chair':
      return <ChairPanel seat={seat} open={open} selection={console.selection} />;
    case 'record':
      return <RecordPanel seat={seat} open={open} />;
    case 'patrol':
      return <PatrolPanel seat={seat} open={open} />;
    case 'wall':
      return <WallPanel seat={seat} open={open} />;
    case 'notices':
      return <NoticesPanel seat={seat} open={open} />;
    case 'slides':
      return <SlidesPanel seat={seat} open={open} />;
    case 'roll-call':
      return <RollCallPanel seat={seat} open={open} />;
    case 'missing':
      return <MissingPanel seat={seat} open={open} />;
    case 'extend':
      return <ExtendPanel seat={seat} open={open} />;
    case 'end':
      return <EndPanel seat={seat} open={open} />;
  }
}
