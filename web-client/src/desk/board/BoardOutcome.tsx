import { ProblemNote } from '../../design/Notice';
import type { Board } from '../../wire/Board';
import { sentence } from '../../words/sentence';
import { words } from '../../words/words';
import type { BoardModel } from './board_model';

/** What the last change came to, with a way back where there is one. */
export function BoardOutcome({ model, board }: { model: BoardModel; board: Board }) {
  const outcome = model.outcome.value;
  const said = words.value.board;
  if (outcome === undefined) return null;
  switch (outcome.kind) {
    case 'failed':
      return <ProblemNote problem={outcome.problem} />;
    case 'forbidden':
      return (
        <div class="problem" role="alert">
          <strong>{said.forbidden}</strong>
          <ul>
            {outcome.why.map((why) => (
              <li key={why.zh}>{sentence(why)}</li>
            ))}
          </ul>
        </div>
      );
    case 'moved': {
      const title = board.items.find((item) => item.id === outcome.item)?.title ?? '';
      return (
        <p class="board-outcome" role="status">
          {said.moved(title)} {said.againstBefore(sentence(outcome.cost))}{' '}
          <button
            type="button"
            class="button button-quiet"
            onClick={() => model.move(outcome.item, outcome.from)}
          >
            {said.undo}
          </button>
        </p>
      );
    }
  }
}
