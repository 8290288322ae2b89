import { useState } from 'preact/hooks';
import { api, attendanceApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import { venueNumber } from '../../state/roster';
import { MAIN_VENUE } from '../../wire/constants';
import type { LeaveSheet } from '../../wire/LeaveSheet';
import type { Session } from '../../wire/Session';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { DeskLink } from '../DeskMenu';
import { EmptyList } from '../LoadedList';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
import './attendance.css';

/** Leave of one session that is not over, at the desk. */
export function LeavePage({ session }: { session: number }) {
  const said = words.value.attendance;
  return (
    <>
      <header class="page-head">
        <h1>{said.leave}</h1>
        <DeskLink to="/attendance" class="button no-print" name={said.back} />
      </header>
      <Sheet session={session} />
    </>
  );
}

/** Leave of one venue, at that venue: for every session that it takes part in and that is not over. */
export function VenueLeave({ home }: { home: string }) {
  const { loaded, reload } = useLoaded(() => api.sessions());
  const said = words.value.attendance;
  return (
    <div class="venue-leave">
      <header class="page-head">
        <h1>{said.leave}</h1>
        <a class="button" href={home}>
          {words.value.desk.deviceOpen}
        </a>
      </header>
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(sessions) => <VenueSheets sessions={sessions.filter((of) => of.phase !== 'ended')} />}
      </LoadedPart>
    </div>
  );
}

function VenueSheets({ sessions }: { sessions: readonly Session[] }) {
  const said = words.value.attendance;
  if (sessions.length === 0) return <EmptyList title={said.noUpcoming} hint={said.noUpcomingHint} />;
  return (
    <>
      {sessions.map((session) => (
        <Sheet key={session.id} session={session.id} />
      ))}
    </>
  );
}

function Sheet({ session }: { session: number }) {
  const { loaded, reload } = useLoaded(() => attendanceApi.leave(session));
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(sheet) => (
        <Noted
          sheet={sheet}
          onChanged={(value) => {
            loaded.value = { state: 'here', value };
          }}
        />
      )}
    </LoadedPart>
  );
}

function Noted({ sheet, onChanged }: { sheet: LeaveSheet; onChanged: (sheet: LeaveSheet) => void }) {
  const submission = useSubmission();
  const said = words.value.attendance;
  const change = async (request: () => ReturnType<typeof attendanceApi.leave>) => {
    const reply = await submission.submit(request);
    if (reply?.ok) onChanged(reply.body);
    return reply?.ok === true;
  };
  const names = new Map(sheet.venues.map((of) => [of.number, of.short_name]));
  return (
    <section class="table-section" data-leave={sheet.session}>
      <h2>{sheet.title}</h2>
      <p class="soft">{said.leaveHint}</p>
      {sheet.leaves.length === 0 ? <p class="soft">{said.noLeave}</p> : null}
      <ul class="attendance-list">
        {sheet.leaves.map((of) => (
          <li key={`${of.venue}/${of.person ?? ''}`} class="card attendance-leave">
            <p>
              {venueNumber(of.venue)} {names.get(of.venue)} · {of.person ?? said.wholeVenue} ·{' '}
              {said.onLeave(of.reason)}{' '}
              <span class="soft">{said.notedBy(of.by.name, dayAndTime(of.at_ms))}</span>
            </p>
            <button
              type="button"
              class="button"
              disabled={submission.busy.value}
              onClick={() =>
                change(() => attendanceApi.withdrawLeave(sheet.session, of.venue, of.person ?? undefined))
              }
            >
              {said.withdrawLeave}
            </button>
          </li>
        ))}
      </ul>
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <LeaveForm
        sheet={sheet}
        busy={submission.busy.value}
        onNote={(venue, person, reason) =>
          change(() =>
            attendanceApi.noteLeave(sheet.session, { venue, reason, ...(person === '' ? {} : { person }) }),
          )
        }
      />
    </section>
  );
}

function LeaveForm(props: {
  sheet: LeaveSheet;
  busy: boolean;
  onNote: (venue: number, person: string, reason: string) => Promise<boolean>;
}) {
  const { venues } = props.sheet;
  const first = venues.find((of) => of.number !== MAIN_VENUE) ?? venues[0];
  const [venue, setVenue] = useState(first?.number ?? MAIN_VENUE);
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  const said = words.value.attendance;
  return (
    <form
      class="card attendance-form"
      onSubmit={async (event) => {
        event.preventDefault();
        if (!(await props.onNote(venue, person.trim(), reason))) return;
        setPerson('');
        setReason('');
      }}
    >
      {venues.length < 2 ? null : (
        <SelectField
          label={said.venue}
          value={venue}
          options={venues.map((of) => ({
            value: of.number,
            label: `${venueNumber(of.number)} ${of.short_name}`,
          }))}
          onChoose={setVenue}
        />
      )}
      <TextField label={said.person} optional value={person} maxLength={40} onInput={setPerson} />
      <TextField label={said.reason} value={reason} maxLength={200} onInput={setReason} />
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={props.busy} data-action="leave">
          {said.noteLeave}
        </button>
      </div>
    </form>
  );
}
