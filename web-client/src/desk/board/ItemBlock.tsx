import { StatusShape } from '../../design/StatusShape';
import type { ItemView } from '../../state/board/view';
import { clockOf } from '../../words/dates';
import { words } from '../../words/words';

/** From this many minutes on a block has room for a second line. */
const TWO_LINES_MIN = 15;
/** From this many minutes on its title may take two lines. */
const LONG_TITLE_MIN = 25;

/** An item as a block whose height is its minutes; in the tray, as a card. */
export function ItemBlock(props: {
  item: ItemView;
  /** Minutes after midnight; undefined in the tray. */
  startMin: number | undefined;
  selected: boolean;
  carried: boolean;
  onSelect: () => void;
  onKey: (event: KeyboardEvent) => void;
}) {
  const { item } = props;
  const said = words.value.board;
  const inTray = props.startMin === undefined;
  const look = [
    'block',
    inTray ? 'block-card' : '',
    !inTray && item.minutes < TWO_LINES_MIN ? 'block-line' : '',
    !inTray && item.minutes >= LONG_TITLE_MIN ? 'block-long' : '',
    item.locked ? 'block-locked' : '',
    props.selected ? 'block-selected' : '',
    props.carried ? 'block-carried' : '',
  ];
  return (
    <button
      type="button"
      class={look.filter(Boolean).join(' ')}
      data-item={item.id}
      aria-pressed={props.selected}
      title={
        props.startMin === undefined
          ? item.title
          : `${clockOf(props.startMin)} ${item.title} · ${item.department}`
      }
      style={inTray ? undefined : { height: `calc(var(--minute) * ${item.minutes})` }}
      onClick={props.onSelect}
      onKeyDown={props.onKey}
    >
      <span class="block-topic">
        {item.refused ? <StatusShape shape="bad" label={said.refused} /> : null}
        {item.awaitsApproval ? <StatusShape shape="warn" label={said.awaitsApproval} /> : null}
        {item.title}
      </span>
      <span class="block-facts">
        {props.startMin === undefined
          ? `${item.department} · ${said.minutes(item.minutes)} · ${said.people(item.people)}`
          : `${clockOf(props.startMin)} · ${item.department}`}
        {item.locked ? ` · ${said.locked}` : null}
      </span>
    </button>
  );
}
