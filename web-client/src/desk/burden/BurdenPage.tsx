import { useState } from 'preact/hooks';
import { api, postApi } from '../../app/services';
import { ColumnChart } from '../../design/charts/ColumnChart';
import { RowChart } from '../../design/charts/RowChart';
import { TextField } from '../../design/fields';
import { Icon } from '../../design/Icon';
import { deviceNowMs } from '../../state/now';
import { venueNumber } from '../../state/roster';
import type { BurdenReport } from '../../wire/BurdenReport';
import type { Venue } from '../../wire/Venue';
import {
  type CivilDate,
  civilDate,
  civilDay,
  isCivilDate,
  lastOfMonth,
  monthLater,
  monthName,
} from '../../words/dates';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { BaselineImport } from './BaselineImport';
import { DepartmentTable, VenueTable } from './BurdenTables';
import { figure, hours, perMille } from './figures';
import './burden.css';

/** Months that the report shows at first: half a year. */
const MONTHS = 6;

/** The burden report: meetings, trips and hours, against the frozen baseline. */
export function BurdenPage({ mayImport }: { mayImport: boolean }) {
  const today = civilDate(deviceNowMs.peek());
  const [from, setFrom] = useState(monthLater(today, 1 - MONTHS));
  const [until, setUntil] = useState(lastOfMonth(today));
  const [generation, setGeneration] = useState(0);
  const said = words.value.burden;
  const venues = useLoaded(() => api.venues());
  const ready = isCivilDate(from) && isCivilDate(until) && from <= until;
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
        <button type="button" class="button no-print" onClick={() => window.print()}>
          <Icon name="print" />
          {words.value.desk.print}
        </button>
      </header>
      <div class="row-form burden-dates no-print">
        <TextField label={words.value.quotas.from} type="date" value={from} onInput={setFrom} />
        <TextField label={words.value.quotas.until} type="date" value={until} onInput={setUntil} />
      </div>
      <LoadedPart loaded={venues.loaded.value} onRetry={venues.reload}>
        {(known) =>
          ready ? (
            <Report key={`${from} ${until} ${generation}`} from={from} until={until} venues={known} />
          ) : (
            <p class="problem">{said.wrongDates}</p>
          )
        }
      </LoadedPart>
      {mayImport ? <BaselineImport onImported={() => setGeneration(generation + 1)} /> : null}
    </>
  );
}

function Report(props: { from: CivilDate; until: CivilDate; venues: readonly Venue[] }) {
  const { loaded, reload } = useLoaded(() => postApi.burden(props.from, props.until));
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(report) => <ReportShown report={report} venues={props.venues} />}
    </LoadedPart>
  );
}

function ReportShown({ report, venues }: { report: BurdenReport; venues: readonly Venue[] }) {
  const said = words.value.burden;
  const { total, baseline } = report;
  const nameOf = (number: number) =>
    `${venueNumber(number)} ${venues.find((venue) => venue.number === number)?.short_name ?? ''}`;
  const series = baseline === null ? [said.now] : [said.now, said.baseline];
  // A baseline month: what the register comes to for as many working days, spread evenly.
  const monthly =
    baseline === null ? null : Math.round(baseline.scaled.meetings / Math.max(1, report.months.length));
  return (
    <>
      <section class="card burden-head">
        <p class="burden-figure">
          {baseline === null ? figure(total.meetings) : perMille(baseline.meetings_saved_permille)}
        </p>
        <div>
          <h2>
            {baseline === null
              ? said.convened
              : baseline.meetings_saved_permille >= 0
                ? said.fewer
                : said.more}
          </h2>
          <p class="soft">
            {words.value.board.range(civilDay(report.from), civilDay(report.until))} ·{' '}
            {said.workingDays(report.working_days)}
          </p>
        </div>
        <dl class="board-figures">
          <HeadFigure
            name={said.meetings}
            now={figure(total.meetings)}
            before={baseline && figure(baseline.scaled.meetings)}
          />
          <HeadFigure
            name={said.trips}
            now={figure(total.seat_trips)}
            before={baseline && figure(baseline.scaled.seat_trips)}
          />
          <HeadFigure
            name={said.hours}
            now={hours(total.person_minutes)}
            before={baseline && hours(baseline.scaled.person_minutes)}
          />
        </dl>
      </section>
      {baseline === null ? (
        <p class="soft">{said.noBaseline}</p>
      ) : (
        <p class="soft">
          {said.baselineHint(
            words.value.board.range(civilDay(baseline.from), civilDay(baseline.until)),
            baseline.working_days,
            baseline.sha256.slice(0, 12),
          )}
        </p>
      )}
      <section class="card">
        <ColumnChart
          label={said.byMonth}
          series={series}
          figure={figure}
          groups={report.months.map(({ month, burden }) => ({
            name: monthName(month),
            values: monthly === null ? [burden.meetings] : [burden.meetings, monthly],
          }))}
        />
      </section>
      <section class="card">
        <RowChart
          label={said.byVenue}
          series={series}
          figure={figure}
          rows={report.venues.map(({ venue, now, baseline: before }) => ({
            name: nameOf(venue),
            values: before === null ? [now.meetings] : [now.meetings, before.meetings],
          }))}
        />
      </section>
      <VenueTable rows={report.venues} nameOf={nameOf} from={report.from} until={report.until} />
      <DepartmentTable rows={report.departments} />
    </>
  );
}

function HeadFigure(props: { name: string; now: string; before: string | null }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.now}{' '}
        {props.before === null ? null : <small>{words.value.burden.insteadOf(props.before)}</small>}
      </dd>
    </div>
  );
}
