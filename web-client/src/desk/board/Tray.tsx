import { useState } from 'preact/hooks';
import { SearchField } from '../../design/fields';
import type { ItemView } from '../../state/board/view';
import { words } from '../../words/words';
import type { BlockActions } from './BoardGrid';
import { ItemBlock } from './ItemBlock';

/** From this many items on the tray can be searched. */
const SEARCHED_FROM = 8;

/** Items without a slot. */
export function Tray(props: { items: readonly ItemView[]; over: boolean; actions: BlockActions }) {
  const [search, setSearch] = useState('');
  const said = words.value.board;
  const { actions } = props;
  const wanted = search.trim().toLowerCase();
  const shown = props.items.filter(({ title, department }) =>
    `${title} ${department}`.toLowerCase().includes(wanted),
  );
  return (
    <section
      class={props.over ? 'tray window-over' : 'tray'}
      data-spot="tray"
      aria-label={said.tray(props.items.length)}
    >
      <h2>{said.tray(props.items.length)}</h2>
      {props.items.length < SEARCHED_FROM ? null : (
        <SearchField value={search} onInput={setSearch} placeholder={said.traySearch} />
      )}
      {props.items.length === 0 ? (
        <p class="soft">
          {said.trayEmpty} {said.trayHint}
        </p>
      ) : shown.length === 0 ? (
        <p class="soft">{words.value.desk.nothingFound}</p>
      ) : (
        <ul class="tray-items">
          {shown.map((item) => (
            <li key={item.id}>
              <ItemBlock
                item={item}
                startMin={undefined}
                selected={actions.selected === item.id}
                carried={actions.carriedItem === item.id}
                onSelect={() => actions.onSelect(item.id)}
                onKey={(event) => actions.onKey(event, item.id, 'tray')}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
