import { useState } from 'preact/hooks';
import { api, attendanceApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { venueNumber } from '../../state/roster';
import type { AttendedSession } from '../../wire/AttendedSession';
import { MAIN_VENUE } from '../../wire/constants';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { minutesOf } from './trouble';

/** Stands for all venues in the list. */
const ALL = -1;

/** A venue's part in the meetings that were held. */
export function History() {
  const [venue, setVenue] = useState(ALL);
  const venues = useLoaded(() => api.venues());
  const said = words.value.attendance;
  return (
    <section class="table-section">
      <h2>{said.history}</h2>
      <p class="soft">{said.historyHint}</p>
      <LoadedPart loaded={venues.loaded.value} onRetry={venues.reload}>
        {(known) => (
          <div class="attendance-choice no-print">
            <SelectField
              label={said.venue}
              value={venue}
              options={[
                { value: ALL, label: said.all },
                ...known
                  .filter((of) => of.number !== MAIN_VENUE)
                  .map((of) => ({
                    value: of.number,
                    label: `${venueNumber(of.number)} ${of.short_name}`,
                  })),
              ]}
              onChoose={setVenue}
            />
          </div>
        )}
      </LoadedPart>
      <Rows key={venue} venue={venue === ALL ? undefined : venue} />
    </section>
  );
}

function Rows({ venue }: { venue: number | undefined }) {
  const { loaded, reload } = useLoaded(() => attendanceApi.attended(venue));
  const said = words.value.attendance;
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(rows) =>
        rows.length === 0 ? (
          <p class="soft">{said.none}</p>
        ) : (
          <table class="table">
            <thead>
              <tr>
                <th>{said.meeting}</th>
                <th>{said.began}</th>
                <th>{said.venue}</th>
                <th>{said.standing}</th>
                <th class="figure-cell">{said.there}</th>
                <th class="figure-cell">{said.people}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.session}/${row.venue}`}>
                  <td>{row.title}</td>
                  <td>{dayAndTime(row.opened_ms)}</td>
                  <td>{venueNumber(row.venue)}</td>
                  <td>{standing(row)}</td>
                  <td class="figure-cell">
                    {said.minutesOf(minutesOf(row.due_there_ms), minutesOf(row.due_ms))}
                  </td>
                  <td class="figure-cell">{row.people ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </LoadedPart>
  );
}

function standing(row: AttendedSession): string {
  const said = words.value.attendance;
  if (row.due_ms === 0) return said.notDue;
  if (row.absent) return said.absent;
  if (row.on_leave) return said.filters.leave;
  const troubles = [
    row.late_ms === null ? undefined : said.late(minutesOf(row.late_ms)),
    row.early_ms === null ? undefined : said.early(minutesOf(row.early_ms)),
  ].filter((trouble) => trouble !== undefined);
  return troubles.length === 0 ? said.present : troubles.join(' · ');
}
