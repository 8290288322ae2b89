import { StatusShape } from '../../design/StatusShape';
import { venueNumber } from '../../state/roster';
import type { Review } from '../../wire/Review';
import type { RoleRow } from '../../wire/RoleRow';
import type { VenueRow } from '../../wire/VenueRow';
import { words } from '../../words/words';
import { columnsOf, minutesOf } from './trouble';

/** Venues down, items across: a cell is a bar of the time there out of the time due. */
export function Matrix(props: {
  review: Review;
  rows: readonly VenueRow[];
  onChoose: (venue: number) => void;
}) {
  const said = words.value.attendance;
  const columns = columnsOf(props.review, said.wholeSession);
  const names = new Map(props.review.venues.map((of) => [of.number, of.short_name]));
  if (props.rows.length === 0) return <p class="list-note soft">{said.nobody}</p>;
  const byRole = props.rows.some((row) => row.roles.length > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled by keys, too
    <section class="attendance-scroll" aria-label={said.name} tabIndex={0}>
      {byRole ? <p class="soft">{said.rolesHint}</p> : null}
      <table class="table attendance-matrix">
        <thead>
          <tr>
            <th scope="col">{said.venue}</th>
            <th scope="col">{said.standing}</th>
            <th scope="col" class="figure-cell">
              {said.people}
            </th>
            {columns.map((column) => (
              <th scope="col" key={column.number}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.venue} data-venue={row.venue}>
              <th scope="row">
                <button type="button" class="attendance-venue" onClick={() => props.onChoose(row.venue)}>
                  {venueNumber(row.venue)} {names.get(row.venue)}
                </button>
              </th>
              <td class="attendance-standing">
                <Standing row={row} />
              </td>
              <td class="figure-cell">
                {row.headcount ?? '–'}/{row.people_due ?? '–'}
              </td>
              {columns.map((column) => {
                const cell = column.cellOf(row);
                return (
                  <td key={column.number}>
                    {cell === undefined ? (
                      <span class="soft">–</span>
                    ) : (
                      <>
                        <PresenceBar dueMs={cell.dueMs} thereMs={cell.thereMs} />
                        {cell.roles.length === 0 ? null : (
                          <span class="attendance-roles soft">{rolesOf(cell.roles)}</span>
                        )}
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How a venue stands, in words and a shape. */
export function Standing({ row }: { row: VenueRow }) {
  const said = words.value.attendance;
  const troubles = [
    row.absent ? said.absent : undefined,
    row.leave === null ? undefined : said.onLeave(row.leave),
    row.late_ms === null ? undefined : said.late(minutesOf(row.late_ms)),
    row.early_ms === null ? undefined : said.early(minutesOf(row.early_ms)),
  ].filter((of) => of !== undefined);
  const asides = [
    row.reconnects > 0 ? said.reconnects(row.reconnects) : undefined,
    row.corrected ? said.corrected : undefined,
  ].filter((of) => of !== undefined);
  const plain = row.due.length === 0 ? said.notDue : said.present;
  const shape = row.absent ? 'bad' : troubles.length > 0 ? 'warn' : row.due.length === 0 ? 'off' : 'ok';
  return (
    <>
      <StatusShape shape={shape} label="" /> {troubles.length === 0 ? plain : troubles.join(' · ')}
      {asides.length === 0 ? null : <span class="soft"> · {asides.join(' · ')}</span>}
    </>
  );
}

/** "书记 1/1 · 主任 0/1": signed in, of those due. */
export function rolesOf(roles: readonly RoleRow[]): string {
  const said = words.value.attendance;
  return roles
    .map((of) => {
      const name = of.role === '' ? said.noRole : of.role;
      return of.due === 0 ? `${name} ${of.signed_in}` : `${name} ${of.signed_in}/${of.due ?? '–'}`;
    })
    .join(' · ');
}

function PresenceBar({ dueMs, thereMs }: { dueMs: number; thereMs: number }) {
  const said = words.value.attendance;
  const share = dueMs === 0 ? 0 : Math.min(1, thereMs / dueMs);
  return (
    <span class="presence-bar">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="presence-due" width="100" height="8" />
        <rect class="presence-there" width={share * 100} height="8" />
      </svg>
      {said.minutesOf(minutesOf(thereMs), minutesOf(dueMs))}
    </span>
  );
}
