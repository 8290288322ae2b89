import { Dialog } from '../../design/Dialog';
import { StatusShape } from '../../design/StatusShape';
import { sentence } from '../../words/sentence';
import { words } from '../../words/words';
import type { BoardModel } from './board_model';
import { PlanComparison } from './PlanComparison';

/** What the solver found: before and after, how good it is known to be, and why each item is where it is. */
export function SolvedDialog({ model }: { model: BoardModel }) {
  const solved = model.solved.value;
  const said = words.value.board;
  if (solved === undefined) return null;
  const leftOut = solved.explanations.filter(({ placed }) => !placed);
  const placed = solved.explanations.filter((explained) => explained.placed);
  return (
    <Dialog
      wide
      title={said.solvedTitle}
      onClose={() => {
        model.solved.value = undefined;
      }}
    >
      <p>
        <StatusShape shape={solved.proven ? 'ok' : 'warn'} label="" /> {sentence(solved.proof)}{' '}
        <span class="soft">{said.took((solved.took_ms / 1_000).toFixed(1))}</span>
      </p>
      <PlanComparison
        before={{ name: said.before, cost: solved.before, savings: solved.before_savings }}
        after={{ name: said.after, cost: solved.draft.cost, savings: solved.draft.savings }}
      />
      {leftOut.length === 0 ? null : (
        <section>
          <h3>{said.notPlaced(leftOut.length)}</h3>
          <ul class="reasons">
            {leftOut.map(({ item, why }) => (
              <li key={item}>{sentence(why)}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{said.placed(placed.length)}</h3>
        <ul class="reasons">
          {placed.map(({ item, why }) => (
            <li key={item}>{sentence(why)}</li>
          ))}
        </ul>
      </section>
      <p class="soft">{said.solvedHint}</p>
    </Dialog>
  );
}
