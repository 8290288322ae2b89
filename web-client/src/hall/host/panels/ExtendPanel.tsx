import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** The extensions that are offered, minutes. */
const MINUTES = [5, 10, 15, 20, 30, 60] as const;

/** How much longer the meeting lasts. */
export function ExtendPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const said = words.value.coursePanel;
  const chair = chairOf(seat);
  const extended = seat.model.floor.value.extended_minutes;
  return (
    <Panel open={open} title={said.extendTitle}>
      <div class="choices">
        {MINUTES.map((minutes) => (
          <button
            key={minutes}
            type="button"
            class="button"
            disabled={!chair.ready}
            onClick={async () => {
              if (await chair.send({ command: 'extend', minutes })) open.value = undefined;
            }}
            data-extend={minutes}
          >
            {said.extendBy(minutes)}
          </button>
        ))}
      </div>
      {extended === 0 ? null : <p class="soft">{said.extendedAll(extended)}</p>}
    </Panel>
  );
}
