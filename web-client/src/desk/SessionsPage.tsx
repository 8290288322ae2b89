import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { AskFirst, CopyButton } from '../design/fields';
import { Icon } from '../design/Icon';
import { ProblemNote } from '../design/Notice';
import { deviceNowMs } from '../state/now';
import type { Rights } from '../state/rights';
import { MAIN_VENUE } from '../wire/constants';
import type { Session } from '../wire/Session';
import { dayAndTime, duration } from '../words/time';
import { words } from '../words/words';
import { EmptyList, LoadedList } from './LoadedList';
import { type Submission, useLoaded, useSubmission } from './loaded';
import { NewSessionForm } from './NewSessionForm';
import { StreamsSection } from './streams/StreamsSection';

/** The desk's first page: the meetings, live ones first, and the links into them. */
export function SessionsPage({ rights }: { rights: Rights }) {
  const { loaded, reload } = useLoaded(() => api.sessions());
  const submission = useSubmission();
  const [creating, setCreating] = useState(false);
  const said = words.value.sessions;
  const actions: Actions = {
    rights,
    submission,
    act: async (request) => {
      const reply = await submission.submit(request);
      if (reply?.ok) await reload();
    },
  };
  return (
    <>
      <header class="page-head">
        <h1>{said.title}</h1>
        {rights.planSessions && !creating ? (
          <button
            type="button"
            class="button button-first"
            onClick={() => setCreating(true)}
            data-action="new"
          >
            <Icon name="add" />
            {said.new}
          </button>
        ) : null}
      </header>
      {creating ? (
        <NewSessionForm
          onClose={() => setCreating(false)}
          onCreated={() => {
            setCreating(false);
            reload();
          }}
        />
      ) : null}
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <LoadedList
        loaded={loaded.value}
        onRetry={reload}
        empty={<EmptyList title={said.none} hint={said.noneHint} />}
      >
        {(sessions) => <SessionLists sessions={sessions} actions={actions} />}
      </LoadedList>
    </>
  );
}

interface Actions {
  readonly rights: Rights;
  readonly submission: Submission;
  readonly act: (request: () => ReturnType<typeof api.openSession>) => Promise<void>;
}

function SessionLists({ sessions, actions }: { sessions: readonly Session[]; actions: Actions }) {
  const said = words.value.sessions;
  const open = sessions
    .filter((session) => session.phase !== 'ended')
    .sort((a, b) => Number(b.phase === 'live') - Number(a.phase === 'live') || b.created_ms - a.created_ms);
  const ended = sessions
    .filter((session) => session.phase === 'ended')
    .sort((a, b) => (b.ended_ms ?? 0) - (a.ended_ms ?? 0));
  return (
    <>
      <ul class="session-cards">
        {open.map((session) => (
          <SessionCard key={session.id} session={session} actions={actions} />
        ))}
      </ul>
      <section class="table-section">
        <h2>{said.ended}</h2>
        {ended.length === 0 ? (
          <p class="soft">{said.noneEnded}</p>
        ) : (
          <table class="table">
            <thead>
              <tr>
                <th>{said.titleLabel}</th>
                <th class="figure-cell">{said.venues}</th>
                <th>{said.opened}</th>
                <th>{said.closed}</th>
                <th class="figure-cell">{said.lasted}</th>
              </tr>
            </thead>
            <tbody>
              {ended.map((session) => (
                <tr key={session.id}>
                  <td>{session.title}</td>
                  <td class="figure-cell">{branchCount(session)}</td>
                  <td>{session.opened_ms === null ? '–' : dayAndTime(session.opened_ms)}</td>
                  <td>{session.ended_ms === null ? '–' : dayAndTime(session.ended_ms)}</td>
                  <td class="figure-cell">
                    {session.opened_ms === null || session.ended_ms === null
                      ? '–'
                      : duration(session.ended_ms - session.opened_ms)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

function SessionCard({ session, actions }: { session: Session; actions: Actions }) {
  const said = words.value.sessions;
  const live = session.phase === 'live';
  const [streams, setStreams] = useState(false);
  const busy = actions.submission.busy.value;
  return (
    <li
      class={`card session-card${live ? ' session-live' : ''}`}
      data-session={session.id}
      data-phase={session.phase}
    >
      <div class="session-head">
        {live ? <span class="live-mark">{said.live}</span> : <span class="tag">{said.planned}</span>}
        <h2>{session.title}</h2>
      </div>
      <dl class="session-facts">
        <div>
          <dt>{said.venues}</dt>
          <dd>{branchCount(session)}</dd>
        </div>
        {session.opened_ms === null ? null : (
          <>
            <div>
              <dt>{said.opened}</dt>
              <dd>{dayAndTime(session.opened_ms)}</dd>
            </div>
            <div>
              <dt>{said.lasted}</dt>
              <dd>{duration(deviceNowMs.value - session.opened_ms)}</dd>
            </div>
          </>
        )}
      </dl>
      <div class="session-actions">
        {live && actions.rights.runSessions ? (
          <>
            <a
              class="button button-first"
              href={`/host?session=${session.id}`}
              target="_blank"
              rel="noopener"
            >
              {said.host}
            </a>
            <a class="button" href={`/wall?session=${session.id}`} target="_blank" rel="noopener">
              <Icon name="screen" />
              {said.wall}
            </a>
          </>
        ) : null}
        {live ? (
          <CopyButton text={`${location.origin}/branch?session=${session.id}`} label={said.copyBranch} />
        ) : null}
        {!live && actions.rights.runSessions ? (
          <button
            type="button"
            class="button button-first"
            disabled={busy}
            onClick={() => actions.act(() => api.openSession(session.id))}
            data-action="open"
          >
            {said.open}
          </button>
        ) : null}
        {actions.rights.planSessions ? (
          <button
            type="button"
            class="button"
            aria-expanded={streams}
            onClick={() => setStreams(!streams)}
            data-action="streams"
          >
            <Icon name="encoder" />
            {words.value.streams.name}
          </button>
        ) : null}
        {live && actions.rights.runSessions ? (
          <span class="session-end">
            <AskFirst
              danger
              label={said.end}
              question={said.endSure}
              yes={said.endYes}
              disabled={busy}
              onYes={() => actions.act(() => api.endSession(session.id))}
            />
          </span>
        ) : null}
      </div>
      {live ? <p class="soft">{said.branchHint}</p> : null}
      {streams ? <StreamsSection session={session.id} /> : null}
    </li>
  );
}

function branchCount(session: Session): number {
  return session.venues.filter((venue) => venue !== MAIN_VENUE).length;
}
