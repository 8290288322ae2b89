import { planningApi } from '../../app/services';
import { type Half, windowsOf } from '../../state/board/spots';
import { type DayView, usedMinutes, type WeekView, type WindowView } from '../../state/board/view';
import { overviewDates, type WeekAtAGlance, weeksOf } from '../../state/board/weeks';
import { type CivilDate, civilDay, daysLater, weekNumber } from '../../words/dates';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';

/** Days after a week's Monday until its last. */
const LAST_DAY = 6;
const HALVES: readonly Half[] = ['morning', 'afternoon'];

/** Several weeks at a glance: weeks down, days across, a bar a window; a week is opened by a press. */
export function WeeksOverview(props: {
  open: CivilDate;
  /** The open week as it stands now. */
  week: WeekView;
  onOpen: (monday: CivilDate) => void;
}) {
  const { loaded, reload } = useLoaded(() => {
    const { from, until } = overviewDates(props.open);
    return planningApi.board(from, until);
  });
  return (
    <section class="weeks no-print" aria-label={words.value.board.weeks}>
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(board) =>
          weeksOf(board).map((glance) => {
            const isOpen = glance.monday === props.open;
            return (
              <WeekRow
                key={glance.monday}
                glance={isOpen ? { ...glance, week: props.week } : glance}
                open={isOpen}
                onOpen={() => props.onOpen(glance.monday)}
              />
            );
          })
        }
      </LoadedPart>
    </section>
  );
}

function WeekRow(props: { glance: WeekAtAGlance; open: boolean; onOpen: () => void }) {
  const { monday, week } = props.glance;
  const said = words.value.board;
  return (
    <button
      type="button"
      class={props.open ? 'week-row week-row-open' : 'week-row'}
      aria-current={props.open ? 'true' : undefined}
      data-week={monday}
      onClick={props.onOpen}
    >
      <span class="week-row-name">
        <strong>{said.week(weekNumber(monday))}</strong>
        <span class="soft">{said.range(civilDay(monday), civilDay(daysLater(monday, LAST_DAY)))}</span>
      </span>
      <span class="week-row-state">
        {week.version === undefined ? said.noVersion : said.versionStates[week.version.state]}
        {week.tray.length === 0 ? null : <span class="soft"> · {said.tray(week.tray.length)}</span>}
      </span>
      <span class="week-row-days">
        {week.days.map((day) => (
          <WeekDay key={day.date} day={day} windows={week.windows} />
        ))}
      </span>
    </button>
  );
}

function WeekDay({ day, windows }: { day: DayView; windows: readonly WindowView[] }) {
  return (
    <span class={day.worked ? 'week-day' : 'week-day board-day-off'}>
      {HALVES.map((half) => (
        <span key={half} class="week-half">
          {windowsOf(windows, day.date, half).map((window) => (
            <WindowBar key={window.id} window={window} />
          ))}
        </span>
      ))}
    </span>
  );
}

/** How full a window is. */
function WindowBar({ window }: { window: WindowView }) {
  const said = words.value.board;
  const used = usedMinutes(window);
  const name = said.place(civilDay(window.date), said[window.half], window.room);
  return (
    <span class="window-bar" title={`${name} ${said.usedMinutes(used, window.capMin)}`}>
      <span style={{ width: `${Math.min(100, (100 * used) / Math.max(1, window.capMin))}%` }} />
    </span>
  );
}
