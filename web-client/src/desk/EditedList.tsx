import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../design/Icon';
import { ProblemNote } from '../design/Notice';
import type { Reply } from '../protocol/rest';
import { EmptyList, LoadedList } from './LoadedList';
import { useLoaded, useSubmission } from './loaded';

/** How a form of a list ends. */
export interface FormEnd {
  /** It is given up. */
  readonly close: () => void;
  /** What it was about is saved. */
  readonly saved: () => void;
}

/** What the rows of a list can ask for. */
export interface RowRequests<Row> {
  readonly change: (row: Row) => void;
  readonly remove: (request: () => Promise<Reply<unknown>>) => void;
}

/** Something else than a row that a list's head opens. */
export interface ListPanel {
  readonly label: string;
  readonly show: (end: FormEnd & { readonly reload: () => void }) => ComponentChildren;
}

/** A page about a list: its head, the form of the row that is added or changed, and the rows. */
export function EditedList<Row extends { readonly id: number }>(props: {
  title: string;
  hint?: string;
  addLabel: string;
  mayChange: boolean;
  read: () => Promise<Reply<Row[]>>;
  panels?: readonly ListPanel[];
  /** The form of a row; of a new one where there is none. */
  form: (row: Row | undefined, end: FormEnd) => ComponentChildren;
  none: string;
  noneHint: string;
  /** Something was added, changed or removed. */
  onChanged?: () => void;
  children: (rows: readonly Row[], requests: RowRequests<Row>) => ComponentChildren;
}) {
  const { loaded, reload } = useLoaded(props.read);
  const removal = useSubmission();
  const [opened, setOpened] = useState<'none' | 'new' | { row: Row } | { panel: ListPanel }>('none');
  const changed = async () => {
    await reload();
    props.onChanged?.();
  };
  const end: FormEnd = {
    close: () => setOpened('none'),
    saved: () => {
      setOpened('none');
      changed();
    },
  };
  const requests: RowRequests<Row> = {
    change: (row) => setOpened({ row }),
    remove: async (request) => {
      const reply = await removal.submit(request);
      if (reply?.ok) await changed();
    },
  };
  return (
    <>
      <header class="page-head">
        <h1>{props.title}</h1>
        {props.mayChange && opened === 'none' ? (
          <>
            {props.panels?.map((panel) => (
              <button
                key={panel.label}
                type="button"
                class="button no-print"
                onClick={() => setOpened({ panel })}
              >
                {panel.label}
              </button>
            ))}
            <button type="button" class="button button-first no-print" onClick={() => setOpened('new')}>
              <Icon name="add" />
              {props.addLabel}
            </button>
          </>
        ) : null}
      </header>
      {props.hint === undefined ? null : <p class="soft">{props.hint}</p>}
      {opened === 'none' ? null : opened === 'new' ? (
        props.form(undefined, end)
      ) : 'panel' in opened ? (
        opened.panel.show({ ...end, reload: changed })
      ) : (
        <div key={opened.row.id}>{props.form(opened.row, end)}</div>
      )}
      {removal.failure.value === undefined ? null : <ProblemNote problem={removal.failure.value.problem} />}
      <LoadedList
        loaded={loaded.value}
        onRetry={reload}
        empty={<EmptyList title={props.none} hint={props.noneHint} />}
      >
        {(rows) => props.children(rows, requests)}
      </LoadedList>
    </>
  );
}
