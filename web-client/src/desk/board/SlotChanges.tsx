import type { SlotChange } from '../../state/board/compare';
import type { WindowView } from '../../state/board/view';
import type { Board } from '../../wire/Board';
import type { Slot } from '../../wire/Slot';
import { clockOf } from '../../words/dates';
import { words } from '../../words/words';
import { spotInWords } from './tip';

/** What changed between two versions, item by item. */
export function SlotChanges(props: {
  changes: readonly SlotChange[];
  board: Board;
  week: { readonly windows: readonly WindowView[] };
}) {
  const said = words.value.board;
  if (props.changes.length === 0) return <p class="soft">{said.noChanges}</p>;
  const placeOf = (slot: Slot | undefined) =>
    slot === undefined
      ? said.noSlot
      : `${spotInWords({ window: slot.window }, props.week.windows)} ${clockOf(slot.start_min)}`;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{words.value.items.title}</th>
          <th>{said.before}</th>
          <th>{said.after}</th>
        </tr>
      </thead>
      <tbody>
        {props.changes.map((change) => (
          <tr key={change.item}>
            <td>{props.board.items.find((item) => item.id === change.item)?.title ?? change.item}</td>
            <td>{placeOf(change.before)}</td>
            <td>{placeOf(change.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
