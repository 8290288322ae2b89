import type { Carried } from '../../state/board/carry';
import { type Half, sameSpot, windowsOf } from '../../state/board/spots';
import { type DayView, usedMinutes, type WindowView } from '../../state/board/view';
import { civilDay, clockOf } from '../../words/dates';
import { words } from '../../words/words';
import { ItemBlock } from './ItemBlock';

/** What blocks of the board, in the grid and in the tray, have in common. */
export interface BlockActions {
  readonly selected: number | undefined;
  readonly carriedItem: number | undefined;
  readonly mayCarry: boolean;
  readonly onSelect: (item: number) => void;
  readonly onKey: (event: KeyboardEvent, item: number, spot: { window: number } | 'tray') => void;
}

/** The week: days across, half-days down, windows as columns of blocks. */
export function BoardGrid<Check>(props: {
  days: readonly DayView[];
  windows: readonly WindowView[];
  carried: Carried<Check> | undefined;
  /** Whether the carried item may go where it is; undefined while that is not known. */
  allowed: boolean | undefined;
  actions: BlockActions;
}) {
  const said = words.value.board;
  const widths = props.days.reduce((sum, day) => sum + widthOf(day, props.windows), 0);
  const halves: readonly { half: Half; name: string }[] = [
    { half: 'morning', name: said.morning },
    { half: 'afternoon', name: said.afternoon },
  ];
  return (
    <table class="board-grid">
      <colgroup>
        <col class="board-half-column" />
        {props.days.map((day) => (
          <col key={day.date} style={{ width: `${(100 * widthOf(day, props.windows)) / widths}%` }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th class="board-half" aria-label={said.halfDay} />
          {props.days.map((day) => (
            <th key={day.date} scope="col" class={day.worked ? '' : 'board-day-off'}>
              {civilDay(day.date)}
              {day.worked && !day.makeUp ? null : (
                <span class="board-protected">
                  {day.worked ? said.workedInstead : said.dayOff} {day.note}
                </span>
              )}
              {day.protectedHours.map((hours) => (
                <span key={hours.from_min} class="board-protected" title={hours.note}>
                  {said.protectedFrom(clockOf(hours.from_min), clockOf(hours.until_min))}
                </span>
              ))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {halves.map(({ half, name }) => (
          <tr key={half}>
            <th scope="row" class="board-half">
              {name}
            </th>
            {props.days.map((day) => {
              const windows = windowsOf(props.windows, day.date, half);
              return (
                <td key={day.date} class={day.worked ? '' : 'board-day-off'}>
                  {windows.length === 0 ? (
                    <span class="board-none">{said.noWindow}</span>
                  ) : (
                    <div class="board-cell">
                      {windows.map((window) => (
                        <WindowColumn key={window.id} window={window} {...props} />
                      ))}
                    </div>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Part of a usual day's width that a day without windows takes. */
const EMPTY_DAY = 0.75;
/** How much wider each window beside another one makes a day. */
const BESIDE = 0.6;

function widthOf(day: DayView, windows: readonly WindowView[]): number {
  const beside = Math.max(
    windowsOf(windows, day.date, 'morning').length,
    windowsOf(windows, day.date, 'afternoon').length,
  );
  return beside === 0 ? EMPTY_DAY : 1 + (beside - 1) * BESIDE;
}

function WindowColumn<Check>(props: {
  window: WindowView;
  carried: Carried<Check> | undefined;
  allowed: boolean | undefined;
  actions: BlockActions;
}) {
  const { window, carried, actions } = props;
  const said = words.value.board;
  const spot = { window: window.id };
  const isOver = carried !== undefined && sameSpot(carried.over, spot);
  const allowed = isOver ? props.allowed : undefined;
  const look = [
    'window',
    isOver ? 'window-over' : '',
    allowed === true ? 'window-allowed' : '',
    allowed === false ? 'window-forbidden' : '',
  ];
  const place = said.place(civilDay(window.date), said[window.half], window.room);
  const hours = `${clockOf(window.opensMin)}–${clockOf(window.closesMin)}`;
  return (
    <section class={look.filter(Boolean).join(' ')} data-spot={window.id} aria-label={`${place} ${hours}`}>
      <header class="window-head">
        <span class="window-room" title={`${place} ${hours}`}>
          {window.series ?? window.room}
        </span>
        <span class="window-used">{said.usedMinutes(usedMinutes(window), window.capMin)}</span>
      </header>
      <div class="window-room-left" style={{ minHeight: `calc(var(--minute) * ${window.capMin})` }}>
        {window.blocks.map((block) => (
          <ItemBlock
            key={block.item.id}
            item={block.item}
            startMin={block.startMin}
            selected={actions.selected === block.item.id}
            carried={actions.carriedItem === block.item.id}
            onSelect={() => actions.onSelect(block.item.id)}
            onKey={(event) => actions.onKey(event, block.item.id, spot)}
          />
        ))}
        {window.blocks.length === 0 ? (
          <span class="window-open">
            {window.closed ? said.held : said.open(clockOf(window.opensMin), clockOf(window.closesMin))}
          </span>
        ) : null}
      </div>
    </section>
  );
}
