import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** The times that are offered, minutes. */
const MINUTES = [1, 2, 3, 5, 8, 10, 15] as const;

/** How long a question may take. */
export function LimitPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const said = words.value.limitPanel;
  const chair = chairOf(seat);
  const now = seat.model.floor.value.speaking_limit_s;
  const set = async (seconds: number | undefined) => {
    const done = await chair.send(
      seconds === undefined ? { command: 'limit-speaking' } : { command: 'limit-speaking', seconds },
    );
    if (done) open.value = undefined;
  };
  return (
    <Panel open={open} title={said.title}>
      <div class="choices">
        <button
          type="button"
          class="button"
          aria-pressed={now === undefined}
          disabled={!chair.ready}
          onClick={() => set(undefined)}
        >
          {said.none}
        </button>
        {MINUTES.map((minutes) => (
          <button
            key={minutes}
            type="button"
            class="button"
            aria-pressed={now === minutes * 60}
            disabled={!chair.ready}
            onClick={() => set(minutes * 60)}
            data-limit={minutes}
          >
            {said.minutes(minutes)}
          </button>
        ))}
      </div>
      <p class="soft">{said.hint}</p>
    </Panel>
  );
}
