import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { AskFirst } from '../../design/fields';
import { Icon } from '../../design/Icon';
import { ProblemNote } from '../../design/Notice';
import { deviceNowMs } from '../../state/now';
import type { Series } from '../../wire/Series';
import type { Window } from '../../wire/Window';
import {
  type CivilDate,
  civilDate,
  civilDay,
  clockOf,
  lastOfMonth,
  monthLater,
  monthName,
} from '../../words/dates';
import { words } from '../../words/words';
import { EmptyList, LoadedList } from '../LoadedList';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
import { CallForm } from './CallForm';
import { SeriesSection } from './SeriesSection';
import { readStreet } from './street';
import { WindowForm } from './WindowForm';

/** When meetings can be: windows by month, and the series that host them. */
export function WindowsPage() {
  const street = useLoaded(readStreet);
  const series = useLoaded(() => planningApi.series());
  const [firstDay, setFirstDay] = useState(() => `${civilDate(deviceNowMs.peek()).slice(0, 7)}-01`);
  const [generation, setGeneration] = useState(0);
  return (
    <LoadedPart loaded={street.loaded.value} onRetry={street.reload}>
      {(known) => (
        <LoadedPart loaded={series.loaded.value} onRetry={series.reload}>
          {(all) => (
            <>
              <MonthOfWindows
                key={`${firstDay} ${generation}`}
                firstDay={firstDay}
                series={all}
                onMonth={setFirstDay}
              />
              <SeriesSection
                street={known}
                series={all}
                firstDay={firstDay}
                onChanged={() => {
                  series.reload();
                  setGeneration(generation + 1);
                }}
              />
            </>
          )}
        </LoadedPart>
      )}
    </LoadedPart>
  );
}

type Opened = { readonly kind: 'new' } | { readonly kind: 'change' | 'call'; readonly window: Window };

function MonthOfWindows(props: {
  firstDay: CivilDate;
  series: readonly Series[];
  onMonth: (firstDay: CivilDate) => void;
}) {
  const { firstDay } = props;
  const said = words.value.windows;
  const { loaded, reload } = useLoaded(() => planningApi.windows(firstDay, lastOfMonth(firstDay)));
  const submission = useSubmission();
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  const remove = async (window: Window) => {
    const reply = await submission.submit(() => planningApi.removeWindow(window.id));
    if (reply?.ok) await reload();
  };
  const done = () => {
    setOpened(undefined);
    reload();
  };
  const close = () => setOpened(undefined);
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
        {opened === undefined ? (
          <button
            type="button"
            class="button button-first no-print"
            data-action="new"
            onClick={() => setOpened({ kind: 'new' })}
          >
            <Icon name="add" />
            {said.add}
          </button>
        ) : null}
      </header>
      <p class="soft">{said.hint}</p>
      {opened === undefined ? null : opened.kind === 'call' ? (
        <CallForm key={opened.window.id} window={opened.window} onClose={close} onCalled={done} />
      ) : (
        <WindowForm
          key={opened.kind === 'new' ? 'new' : opened.window.id}
          window={opened.kind === 'new' ? undefined : opened.window}
          series={props.series}
          onClose={close}
          onSaved={done}
        />
      )}
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <div class="page-head">
        <h2>
          {said.month(monthName(firstDay.slice(0, 7)))} <small class="soft">{firstDay.slice(0, 4)}</small>
        </h2>
        <button type="button" class="button no-print" onClick={() => props.onMonth(monthLater(firstDay, -1))}>
          {said.earlier}
        </button>
        <button type="button" class="button no-print" onClick={() => props.onMonth(monthLater(firstDay, 1))}>
          {said.later}
        </button>
      </div>
      <LoadedList
        loaded={loaded.value}
        onRetry={reload}
        empty={<EmptyList title={said.none} hint={said.noneHint} />}
      >
        {(windows) => (
          <WindowTable
            windows={windows}
            series={props.series}
            onCall={(window) => setOpened({ kind: 'call', window })}
            onChange={(window) => setOpened({ kind: 'change', window })}
            onRemove={remove}
          />
        )}
      </LoadedList>
    </>
  );
}

function WindowTable(props: {
  windows: readonly Window[];
  series: readonly Series[];
  onCall: (window: Window) => void;
  onChange: (window: Window) => void;
  onRemove: (window: Window) => void;
}) {
  const said = words.value.windows;
  const desk = words.value.desk;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{said.date}</th>
          <th>{said.half}</th>
          <th>{words.value.series.when}</th>
          <th>{said.room}</th>
          <th class="figure-cell">{said.cap}</th>
          <th>{said.series}</th>
          <th>{said.state}</th>
          <th class="no-print">
            <span class="heard-only">{desk.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.windows.map((window) => (
          <tr key={window.id} data-window={window.id}>
            <td>{civilDay(window.date)}</td>
            <td>{words.value.board[window.half]}</td>
            <td>
              {clockOf(window.opens_min)}–{clockOf(window.closes_min)}
            </td>
            <td>{window.room}</td>
            <td class="figure-cell">{window.cap_min}</td>
            <td>{props.series.find(({ id }) => id === window.series)?.name ?? '–'}</td>
            <td>{said.states[window.state]}</td>
            <td class="no-print">
              <span class="row-actions row-actions-end">
                {window.state === 'draft' ? (
                  <>
                    <button
                      type="button"
                      class="button"
                      data-action="call"
                      onClick={() => props.onCall(window)}
                    >
                      {said.call}
                    </button>
                    <button type="button" class="button button-quiet" onClick={() => props.onChange(window)}>
                      {words.value.items.change}
                    </button>
                    <AskFirst
                      danger
                      label={desk.remove}
                      question={said.sure}
                      yes={desk.remove}
                      onYes={() => props.onRemove(window)}
                    />
                  </>
                ) : null}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
