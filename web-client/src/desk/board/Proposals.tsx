import type { WeekView } from '../../state/board/view';
import type { Rights } from '../../state/rights';
import type { Board } from '../../wire/Board';
import { sentence } from '../../words/sentence';
import { words } from '../../words/words';
import type { BoardModel } from './board_model';

/** Meetings of the same people that could be one, each with what that saves. */
export function Proposals(props: { board: Board; week: WeekView; model: BoardModel; rights: Rights }) {
  const said = words.value.board;
  const { proposals } = props.board;
  if (proposals.length === 0) return null;
  return (
    <section class="card proposals">
      <h2>{said.proposals}</h2>
      <ul>
        {proposals.map((proposal) => (
          <li key={proposal.items.join(' ')}>
            {sentence(proposal.words)}{' '}
            <span class="board-saved">{said.savesTrips(proposal.trips_saved)}</span>
            {proposal.items.map((item) => (
              <button
                key={item}
                type="button"
                class="button button-quiet"
                onClick={() => props.model.select(item)}
              >
                {props.board.items.find((known) => known.id === item)?.title ?? item}
              </button>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
