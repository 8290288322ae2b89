import { Notice } from '../design/Notice';
import type { Link } from '../protocol/signalling';
import type { SessionView } from '../state/hall_model';
import type { Choice } from '../state/session_choice';
import type { Problem } from '../wire/Problem';
import type { Session } from '../wire/Session';
import { dayAndTime } from '../words/time';
import { words } from '../words/words';
import type { Entry } from './entry';

/** What a hall page shows while it has no seat. */
export type LobbyState =
  | { readonly kind: 'asking' | 'connecting' | 'replaced' | 'unreachable' | 'ended' }
  | { readonly kind: 'waiting'; readonly title: string | undefined; readonly afterEnd: boolean }
  | { readonly kind: 'several'; readonly sessions: readonly Session[] }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** The lobby's state; undefined once the page's own screen is to be shown. */
export function lobbyOf(
  choice: Choice,
  link: Link | undefined,
  session: SessionView | undefined,
): LobbyState | undefined {
  const ended = link?.state === 'closed' && link.closing.reason === 'ended';
  if (link?.state === 'closed') {
    if (link.closing.reason === 'replaced') return { kind: 'replaced' };
    if (link.closing.reason === 'refused') return { kind: 'refused', problem: link.closing.problem };
  }
  switch (choice.state) {
    case 'asking':
      return ended ? { kind: 'waiting', title: undefined, afterEnd: true } : { kind: 'asking' };
    case 'waiting':
      return { kind: 'waiting', title: choice.planned?.title, afterEnd: ended };
    case 'several':
      return { kind: 'several', sessions: choice.sessions };
    case 'unreachable':
      return { kind: 'unreachable' };
    case 'refused':
      return { kind: 'refused', problem: choice.problem };
    case 'ended':
      return { kind: 'ended' };
    case 'chosen':
      if (ended) return { kind: 'ended' };
      return session === undefined ? { kind: 'connecting' } : undefined;
  }
}

/** The way into the hall, one thing a page. */
export function Lobby({ lobby, entry }: { lobby: LobbyState; entry: Pick<Entry, 'choice' | 'sitAgain'> }) {
  const said = words.value.hall;
  const app = words.value.app;
  switch (lobby.kind) {
    case 'asking':
      return <Notice busy title={said.asking} />;
    case 'connecting':
      return <Notice busy title={words.value.connection.connecting} />;
    case 'unreachable':
      return <Notice busy title={app.unreachable} hint={app.unreachableHint} />;
    case 'ended':
      return <Notice title={said.endedTitle} hint={said.endedDone} />;
    case 'replaced':
      return (
        <Notice title={said.replacedTitle} hint={said.replacedHint}>
          <button type="button" class="button button-first button-large" onClick={() => entry.sitAgain()}>
            {said.replacedTakeBack}
          </button>
        </Notice>
      );
    case 'waiting':
      return lobby.afterEnd ? (
        <Notice title={said.endedTitle} hint={said.endedHint} />
      ) : (
        <Notice busy title={said.waitingTitle} hint={said.waitingHint}>
          {lobby.title === undefined ? null : <p>{said.waitingFor(lobby.title)}</p>}
        </Notice>
      );
    case 'several':
      return (
        <Notice title={said.chooseTitle}>
          <ul class="session-choice">
            {lobby.sessions.map((session) => (
              <li key={session.id}>
                <button
                  type="button"
                  class="button button-large"
                  onClick={() => entry.choice.value.choose(session)}
                >
                  {session.title}
                  {session.opened_ms === null ? null : (
                    <span class="soft">{said.openedAt(dayAndTime(session.opened_ms))}</span>
                  )}
                </button>
              </li>
            ))}
          </ul>
        </Notice>
      );
    case 'refused':
      return lobby.problem.status === 401 ? (
        <Notice title={said.nobodyTitle} hint={said.nobodyHint}>
          <a class="button button-first" href="/login">
            {said.toLogin}
          </a>
        </Notice>
      ) : (
        <Notice title={lobby.problem.title || said.refusedTitle} hint={lobby.problem.detail}>
          <button type="button" class="button" onClick={() => entry.sitAgain()}>
            {app.retry}
          </button>
          <details class="soft">
            <summary>{app.details}</summary>
            <code>
              {lobby.problem.status} {lobby.problem.code}
            </code>
          </details>
        </Notice>
      );
  }
}
