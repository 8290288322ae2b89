import type { ComponentChildren } from 'preact';
import { ProblemNote } from '../design/Notice';
import type { Reply } from '../protocol/rest';
import { useSubmission } from './loaded';
import { ActionsHead, RowActions } from './RowActions';

/** A part of a page that lists small entries, each removed by a button, with a form for one more. */
export function EntriesSection<Entry>(props: {
  title: string;
  hint?: string;
  /** Said where there are none. */
  none: string;
  entries: readonly Entry[];
  keyOf: (entry: Entry) => string;
  columns: readonly { readonly head: string; readonly cell: (entry: Entry) => ComponentChildren }[];
  mayChange: boolean;
  remove: (entry: Entry) => Promise<Reply<unknown>>;
  onRemoved: (entry: Entry) => void;
  /** What removing is called here. */
  removeLabel?: string;
  /** What is asked before an entry is removed; without it nothing is asked. */
  removeQuestion?: (entry: Entry) => string;
  /** The form for one more. */
  children: ComponentChildren;
}) {
  const removal = useSubmission();
  const remove = async (entry: Entry) => {
    const reply = await removal.submit(() => props.remove(entry));
    if (reply?.ok) props.onRemoved(entry);
  };
  return (
    <section class="table-section">
      <h2>{props.title}</h2>
      {props.hint === undefined ? null : <p class="soft">{props.hint}</p>}
      {removal.failure.value === undefined ? null : <ProblemNote problem={removal.failure.value.problem} />}
      {props.entries.length === 0 ? (
        <p class="soft">{props.none}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              {props.columns.map(({ head }) => (
                <th key={head}>{head}</th>
              ))}
              {props.mayChange ? <ActionsHead /> : null}
            </tr>
          </thead>
          <tbody>
            {props.entries.map((entry) => (
              <tr key={props.keyOf(entry)}>
                {props.columns.map(({ head, cell }) => (
                  <td key={head}>{cell(entry)}</td>
                ))}
                {props.mayChange ? (
                  <RowActions
                    disabled={removal.busy.value}
                    onRemove={() => remove(entry)}
                    removeLabel={props.removeLabel}
                    removeQuestion={props.removeQuestion?.(entry)}
                  />
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {props.mayChange ? <div class="no-print">{props.children}</div> : null}
    </section>
  );
}
