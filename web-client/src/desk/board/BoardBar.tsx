import { AskFirst } from '../../design/fields';
import { Icon } from '../../design/Icon';
import type { WeekView } from '../../state/board/view';
import { deviceNowMs } from '../../state/now';
import type { Rights } from '../../state/rights';
import { type CivilDate, civilDate, civilDay, daysLater, mondayOf, weekNumber } from '../../words/dates';
import { words } from '../../words/words';
import type { BoardModel } from './board_model';

const DAYS_A_WEEK = 7;

/** Which week, where its plan stands, and what can be done with the week as a whole. */
export function BoardBar(props: {
  model: BoardModel;
  week: WeekView;
  rights: Rights;
  onWeek: (monday: CivilDate) => void;
  onLoad: () => void;
  onPublish: () => void;
  onHistory: () => void;
}) {
  const { model, week } = props;
  const said = words.value.board;
  const monday = model.week;
  const busy = model.busy.value;
  const thisWeek = mondayOf(civilDate(deviceNowMs.value));
  return (
    <header class="board-bar">
      <h1>
        {said.week(weekNumber(monday))}{' '}
        <small class="soft">
          {said.range(civilDay(monday), civilDay(daysLater(monday, DAYS_A_WEEK - 1)))}
        </small>
      </h1>
      <span class="board-weeks no-print">
        <button type="button" class="button" onClick={() => props.onWeek(daysLater(monday, -DAYS_A_WEEK))}>
          {said.earlierWeek}
        </button>
        <button
          type="button"
          class="button"
          disabled={monday === thisWeek}
          onClick={() => props.onWeek(thisWeek)}
        >
          {said.thisWeek}
        </button>
        <button type="button" class="button" onClick={() => props.onWeek(daysLater(monday, DAYS_A_WEEK))}>
          {said.laterWeek}
        </button>
      </span>
      <span class="tag" data-version={week.version?.state ?? 'none'}>
        {week.version === undefined
          ? said.noVersion
          : said.version(said.versionStates[week.version.state], week.version.number)}
      </span>
      <span class="board-bar-rest" role="status">
        {busy === 'solving' ? said.solving : busy === undefined ? '' : words.value.app.loading}
      </span>
      <button type="button" class="button button-quiet" onClick={props.onLoad}>
        {said.load}
      </button>
      <button type="button" class="button button-quiet" onClick={props.onHistory}>
        {said.history}
      </button>
      <button type="button" class="button button-quiet" onClick={() => window.print()}>
        <Icon name="print" />
        {words.value.desk.print}
      </button>
      {props.rights.coordinate ? (
        <>
          {week.version?.state === 'draft' ? (
            <AskFirst
              label={said.discard}
              question={said.discardSure}
              yes={said.discard}
              disabled={busy !== undefined}
              onYes={() => model.discard()}
            />
          ) : null}
          {week.version?.state === 'published' ? (
            <AskFirst
              label={said.freeze}
              question={said.freezeSure}
              yes={said.freeze}
              disabled={busy !== undefined}
              onYes={() => model.freeze()}
            />
          ) : null}
          <button
            type="button"
            class="button"
            disabled={busy !== undefined}
            data-action="solve"
            onClick={() => model.solve()}
          >
            {said.solve}
          </button>
          <button
            type="button"
            class="button button-first"
            disabled={busy !== undefined || week.version?.state !== 'draft'}
            data-action="publish"
            onClick={props.onPublish}
          >
            {said.publish}
          </button>
        </>
      ) : null}
    </header>
  );
}
