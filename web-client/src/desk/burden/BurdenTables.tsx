import type { Burden } from '../../wire/Burden';
import type { DepartmentBurden } from '../../wire/DepartmentBurden';
import type { VenueBurden } from '../../wire/VenueBurden';
import type { CivilDate } from '../../words/dates';
import { words } from '../../words/words';
import { figure, hours } from './figures';

/** The burden venue by venue, with an export. */
export function VenueTable(props: {
  rows: readonly VenueBurden[];
  nameOf: (venue: number) => string;
  from: CivilDate;
  until: CivilDate;
}) {
  const said = words.value.burden;
  return (
    <section class="table-section">
      <div class="page-head">
        <h2>{said.byVenue}</h2>
        {(['xlsx', 'csv'] as const).map((format) => (
          <a
            key={format}
            class="button no-print"
            href={`/api/v1/burden/export/${format}?from=${props.from}&until=${props.until}`}
            download
          >
            {said.export(format.toUpperCase())}
          </a>
        ))}
      </div>
      <BurdenTable
        head={words.value.board.venue}
        rows={props.rows.map(({ venue, now, baseline }) => ({ name: props.nameOf(venue), now, baseline }))}
      />
    </section>
  );
}

/** The burden department by department. */
export function DepartmentTable({ rows }: { rows: readonly DepartmentBurden[] }) {
  const said = words.value.burden;
  if (rows.length === 0) return null;
  return (
    <section class="table-section">
      <h2>{said.byDepartment}</h2>
      <p class="soft">{said.sharedHint}</p>
      <BurdenTable
        head={words.value.items.department}
        rows={rows.map(({ department, now, baseline }) => ({ name: department, now, baseline }))}
      />
    </section>
  );
}

interface Row {
  readonly name: string;
  readonly now: Burden;
  readonly baseline: Burden | null;
}

function BurdenTable({ head, rows }: { head: string; rows: readonly Row[] }) {
  const said = words.value.burden;
  const compared = rows.some(({ baseline }) => baseline !== null);
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{head}</th>
          <th class="figure-cell">{said.meetings}</th>
          {compared ? <th class="figure-cell">{said.baseline}</th> : null}
          <th class="figure-cell">{said.trips}</th>
          {compared ? <th class="figure-cell">{said.baseline}</th> : null}
          <th class="figure-cell">{said.hours}</th>
          {compared ? <th class="figure-cell">{said.baseline}</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, now, baseline }) => (
          <tr key={name}>
            <td>{name}</td>
            <td class="figure-cell">{figure(now.meetings)}</td>
            {compared ? (
              <td class="figure-cell soft">{baseline === null ? '–' : figure(baseline.meetings)}</td>
            ) : null}
            <td class="figure-cell">{figure(now.seat_trips)}</td>
            {compared ? (
              <td class="figure-cell soft">{baseline === null ? '–' : figure(baseline.seat_trips)}</td>
            ) : null}
            <td class="figure-cell">{hours(now.person_minutes)}</td>
            {compared ? (
              <td class="figure-cell soft">{baseline === null ? '–' : hours(baseline.person_minutes)}</td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
