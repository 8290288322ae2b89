import type { ComponentChildren } from 'preact';
import { AskFirst } from '../design/fields';
import { words } from '../words/words';

/** The head of the column in which rows have their buttons. */
export function ActionsHead() {
  return (
    <th class="no-print">
      <span class="heard-only">{words.value.desk.actions}</span>
    </th>
  );
}

/** What can be done with a row: it is changed or removed, or whatever else stands before these. */
export function RowActions(props: {
  onChange?: () => void;
  /** What changing is called here. */
  changeLabel?: string;
  onRemove?: () => void;
  /** What is asked before the row is removed; without it nothing is asked. */
  removeQuestion?: string | undefined;
  disabled?: boolean;
  /** What removing is called here. */
  removeLabel?: string | undefined;
  children?: ComponentChildren;
}) {
  const remove = props.removeLabel ?? words.value.desk.remove;
  return (
    <td class="no-print">
      <span class="row-actions row-actions-end">
        {props.children}
        {props.onChange === undefined ? null : (
          <button type="button" class="button button-quiet" onClick={props.onChange}>
            {props.changeLabel ?? words.value.items.change}
          </button>
        )}
        {props.onRemove === undefined ? null : props.removeQuestion === undefined ? (
          <button
            type="button"
            class="button button-quiet"
            disabled={props.disabled}
            onClick={props.onRemove}
          >
            {remove}
          </button>
        ) : (
          <AskFirst
            danger
            disabled={props.disabled === true}
            label={remove}
            question={props.removeQuestion}
            yes={remove}
            onYes={props.onRemove}
          />
        )}
      </span>
    </td>
  );
}
