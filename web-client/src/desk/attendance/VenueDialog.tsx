import { useState } from 'preact/hooks';
import { attendanceApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/fields';
import { venueNumber } from '../../state/roster';
import type { Corrected } from '../../wire/Corrected';
import type { Happened } from '../../wire/Happened';
import type { Review } from '../../wire/Review';
import type { VenueRow } from '../../wire/VenueRow';
import { clockTime } from '../../words/time';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { rolesOf, Standing } from './Matrix';
import type { Act } from './ReviewPage';
import { minutesOf } from './trouble';

/** One venue: how it stands, what happened, who signed in; leave and corrections. */
export function VenueDialog(props: {
  review: Review;
  row: VenueRow;
  act: Act;
  busy: boolean;
  frozen: boolean;
  problem: preact.ComponentChild;
  onClose: () => void;
}) {
  const { review, row } = props;
  const timeline = useLoaded(() => attendanceApi.timeline(review.session, row.venue));
  const said = words.value.attendance;
  const name = review.venues.find((of) => of.number === row.venue)?.short_name ?? '';
  return (
    <Dialog title={`${venueNumber(row.venue)} ${name}`} wide onClose={props.onClose}>
      <p>
        <Standing row={row} /> · {said.minutesOf(minutesOf(row.due_there_ms), minutesOf(row.due_ms))} ·{' '}
        <span class="soft">{said.pictureAndSound(minutesOf(row.picture_ms), minutesOf(row.sound_ms))}</span>
      </p>
      {props.problem}
      {props.frozen ? null : (
        <div class="attendance-forms">
          <LeaveForm row={row} act={props.act} busy={props.busy} />
          {review.record.ended_ms === null ? null : (
            <CorrectionForm review={review} row={row} act={props.act} busy={props.busy} />
          )}
        </div>
      )}
      <DueByItem review={review} venue={row.venue} />
      <h3>{said.signedIn}</h3>
      {row.people.length === 0 ? (
        <p class="soft">{said.nobodySigned}</p>
      ) : (
        <ul class="attendance-people">
          {row.people.map((person) => (
            <li key={`${person.name}/${person.role}`}>
              {person.name} <span class="soft">{person.role}</span>{' '}
              {person.there.map((of) => `${clockTime(of.from_ms)}–${clockTime(of.to_ms)}`).join(' ')}
              {person.late_entry ? <strong> {said.lateEntry}</strong> : null}
            </li>
          ))}
        </ul>
      )}
      <h3>{said.timeline}</h3>
      <LoadedPart loaded={timeline.loaded.value} onRetry={timeline.reload}>
        {(happened) => (
          <ol class="attendance-timeline">
            {happened.map((of) => (
              <li key={`${of.entry}/${of.what}`} class={`happened-${of.what}`}>
                <time>{clockTime(of.at_ms)}</time> {whatHappened(of)}
              </li>
            ))}
          </ol>
        )}
      </LoadedPart>
    </Dialog>
  );
}

/** Each item the venue was due for: the roles due and signed in, and how long it was there. */
function DueByItem({ review, venue }: { review: Review; venue: number }) {
  const said = words.value.attendance;
  const own = review.record.items.flatMap((item) => {
    const cell = item.cells.find((of) => of.venue === venue);
    return cell === undefined ? [] : [{ item, cell }];
  });
  if (own.length === 0) return null;
  return (
    <>
      <h3>{said.ownItems}</h3>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{said.item}</th>
            <th scope="col">{said.byRole}</th>
            <th scope="col" class="figure-cell">
              {said.there}
            </th>
          </tr>
        </thead>
        <tbody>
          {own.map(({ item, cell }) => (
            <tr key={item.number}>
              <td>
                {item.number} {item.title}
              </td>
              <td>{cell.roles.length === 0 ? '–' : rolesOf(cell.roles)}</td>
              <td class="figure-cell">{said.minutesOf(minutesOf(cell.there_ms), minutesOf(cell.due_ms))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function whatHappened(of: Happened): string {
  const said = words.value.attendance;
  switch (of.what) {
    case 'working':
      return said.working(of.picture, of.sound);
    case 'signed-in':
      return of.late_entry
        ? `${said.signed(of.named, of.headcount)} · ${said.lateEntry}`
        : said.signed(of.named, of.headcount);
    case 'signed-out':
      return said.signedOut(of.named);
    case 'roll-call':
      return said.rollCall[of.result];
    case 'asked':
      return said.asked(of.topic);
    default:
      return said.happened[of.what];
  }
}

function LeaveForm({ row, act, busy }: { row: VenueRow; act: Act; busy: boolean }) {
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  const said = words.value.attendance;
  return (
    <form
      class="card attendance-form"
      onSubmit={async (event) => {
        event.preventDefault();
        const who = person.trim();
        const taken = await act({
          action: 'note-leave',
          venue: row.venue,
          reason,
          ...(who === '' ? {} : { person: who }),
        });
        if (taken) setReason('');
      }}
    >
      <h3>{said.noteLeave}</h3>
      <TextField label={said.person} optional value={person} maxLength={40} onInput={setPerson} />
      <TextField label={said.reason} value={reason} maxLength={200} onInput={setReason} />
      <div class="form-actions">
        <button type="submit" class="button" disabled={busy} data-action="leave">
          {said.noteLeave}
        </button>
      </div>
    </form>
  );
}

type What = 'headcount' | 'there' | 'away';

function CorrectionForm(props: { review: Review; row: VenueRow; act: Act; busy: boolean }) {
  const { record } = props.review;
  const ended = record.ended_ms ?? record.opened_ms;
  const [what, setWhat] = useState<What>('headcount');
  const [people, setPeople] = useState(String(props.row.headcount ?? ''));
  const [from, setFrom] = useState(clockTime(record.opened_ms));
  const [until, setUntil] = useState(clockTime(ended));
  const [reason, setReason] = useState('');
  const said = words.value.attendance;
  const corrected = (): Corrected => {
    if (what === 'headcount') return { headcount: Number(people) };
    const time = {
      from_ms: Math.max(record.opened_ms, momentOf(from, record.opened_ms)),
      to_ms: Math.min(ended, momentOf(until, record.opened_ms) + 59_999),
    };
    return what === 'there' ? { there: time } : { away: time };
  };
  return (
    <form
      class="card attendance-form"
      onSubmit={async (event) => {
        event.preventDefault();
        const taken = await props.act({
          action: 'correct',
          venue: props.row.venue,
          corrected: corrected(),
          reason,
        });
        if (taken) setReason('');
      }}
    >
      <h3>{said.correct}</h3>
      <SelectField
        label={said.correctWhat}
        value={what}
        options={[
          { value: 'headcount', label: said.correctHeadcount },
          { value: 'there', label: said.correctThere },
          { value: 'away', label: said.correctAway },
        ]}
        onChoose={setWhat}
      />
      {what === 'headcount' ? (
        <TextField
          label={said.correctHeadcount}
          type="number"
          min={0}
          max={999}
          value={people}
          onInput={setPeople}
        />
      ) : (
        <>
          <TextField label={said.from} type="time" value={from} onInput={setFrom} />
          <TextField label={said.until} type="time" value={until} onInput={setUntil} />
        </>
      )}
      <TextField label={said.reason} value={reason} maxLength={200} onInput={setReason} />
      <div class="form-actions">
        <button type="submit" class="button" disabled={props.busy} data-action="correct">
          {said.correct}
        </button>
      </div>
    </form>
  );
}

/** The moment of a time of day on the day that `dayMs` is of; unix milliseconds. */
function momentOf(clock: string, dayMs: number): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return new Date(dayMs).setHours(hours, minutes, 0, 0);
}
