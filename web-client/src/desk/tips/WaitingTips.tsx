import { AskFirst } from '../../design/fields';
import type { Tip } from '../../wire/Tip';
import { words } from '../../words/words';
import { EmptyList } from '../LoadedList';

/** The tips of the next issue in their order. */
export function WaitingTips(props: {
  tips: readonly Tip[];
  /** Orders and holds back: those who edit the issue. */
  mayEdit: boolean;
  /** The department whose tips the person may change; undefined for those who coordinate for all. */
  department: number | undefined;
  busy: boolean;
  onOrder: (numbers: number[]) => void;
  onHold: (tip: Tip, held: boolean) => void;
  onChange: (tip: Tip) => void;
  onRemove: (tip: Tip) => void;
}) {
  const said = words.value.tips;
  const desk = words.value.desk;
  const { tips } = props;
  if (tips.length === 0) {
    return (
      <div class="list-note list-empty">
        <EmptyList title={said.none} hint={said.noneHint} />
      </div>
    );
  }
  const swap = (at: number, other: number) => {
    const numbers = tips.map(({ number }) => number);
    const [here, there] = [numbers[at], numbers[other]];
    if (here === undefined || there === undefined) return;
    numbers[at] = there;
    numbers[other] = here;
    props.onOrder(numbers);
  };
  return (
    <ol class="tips">
      {tips.map((tip, at) => (
        <li key={tip.number} class={tip.held ? 'card tip tip-held' : 'card tip'} data-tip={tip.number}>
          <header class="session-head">
            <span class="tip-place">{at + 1}</span>
            <h3>{tip.title}</h3>
            <span class="tag">{tip.department_name}</span>
            {tip.held ? <span class="tag">{said.held}</span> : null}
          </header>
          <p class="tip-body">{tip.body}</p>
          {props.mayEdit || props.department === tip.department ? (
            <div class="row-actions no-print">
              {props.mayEdit ? (
                <>
                  <button
                    type="button"
                    class="button button-quiet"
                    disabled={props.busy || at === 0}
                    aria-label={said.upOf(tip.title)}
                    onClick={() => swap(at, at - 1)}
                  >
                    {said.up}
                  </button>
                  <button
                    type="button"
                    class="button button-quiet"
                    disabled={props.busy || at === tips.length - 1}
                    aria-label={said.downOf(tip.title)}
                    onClick={() => swap(at, at + 1)}
                  >
                    {said.down}
                  </button>
                  <button
                    type="button"
                    class="button button-quiet"
                    disabled={props.busy}
                    onClick={() => props.onHold(tip, !tip.held)}
                  >
                    {tip.held ? said.release : said.hold}
                  </button>
                </>
              ) : null}
              <button type="button" class="button button-quiet" onClick={() => props.onChange(tip)}>
                {words.value.items.change}
              </button>
              <AskFirst
                danger
                label={desk.remove}
                question={desk.sure(tip.title)}
                yes={desk.remove}
                onYes={() => props.onRemove(tip)}
              />
            </div>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
