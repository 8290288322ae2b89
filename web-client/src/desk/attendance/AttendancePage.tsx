import { api } from '../../app/services';
import type { Rights } from '../../state/rights';
import type { Session } from '../../wire/Session';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { DeskLink } from '../DeskMenu';
import { EmptyList } from '../LoadedList';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import './attendance.css';
import { FollowUps } from './FollowUps';
import { History } from './History';
import { LeavePage } from './LeavePage';
import { ReviewPage } from './ReviewPage';
import { Settings } from './Settings';

/** Attendance: the meetings that were held, and the record of one. */
export function AttendancePage({ rest, rights }: { rest: string; rights: Rights }) {
  const session = Number.parseInt(rest, 10);
  if (Number.isNaN(session)) return <Overview rights={rights} />;
  if (rest.endsWith('/leave')) return <LeavePage key={session} session={session} />;
  return <ReviewPage key={session} session={session} />;
}

function Overview({ rights }: { rights: Rights }) {
  const { loaded, reload } = useLoaded(() => api.sessions());
  const said = words.value.attendance;
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
      </header>
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(sessions) => (
          <>
            <HeldSessions sessions={sessions.filter((of) => of.opened_ms !== null)} />
            <PlannedSessions sessions={sessions.filter((of) => of.phase === 'planned')} />
          </>
        )}
      </LoadedPart>
      <FollowUps />
      <History />
      {rights.manageUsers ? <Settings /> : null}
    </>
  );
}

/** Meetings to come: leave can be noted for them. */
function PlannedSessions({ sessions }: { sessions: readonly Session[] }) {
  const said = words.value.attendance;
  if (sessions.length === 0) return null;
  return (
    <section class="table-section">
      <h2>{said.upcoming}</h2>
      <table class="table">
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td>{session.title}</td>
              <td class="attendance-open">
                <DeskLink to={`/attendance/${session.id}/leave`} class="button" name={said.noteLeave} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function HeldSessions({ sessions }: { sessions: readonly Session[] }) {
  const said = words.value.attendance;
  if (sessions.length === 0) return <EmptyList title={said.none} hint={said.noneHint} />;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{said.meeting}</th>
          <th>{said.began}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr key={session.id}>
            <td>{session.title}</td>
            <td>{session.opened_ms === null ? '–' : dayAndTime(session.opened_ms)}</td>
            <td class="attendance-open">
              {session.phase === 'live' ? <span class="soft">{said.live} </span> : null}
              <DeskLink to={`/attendance/${session.id}`} class="button" name={said.open} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
