import { useEffect } from 'preact/hooks';
import { navigate, path } from '../app/navigation';
import { planningApi } from '../app/services';
import { Notice, ProblemNote } from '../design/Notice';
import { type Rights, rightsOf } from '../state/rights';
import type { Me } from '../wire/Me';
import { words } from '../words/words';
import { VenueLeave } from './attendance/LeavePage';
import { DeskShell, PlainShell } from './DeskShell';
import { identity, learnIdentity } from './identity';
import { LoadedPart } from './LoadedPart';
import { LoginPage } from './LoginPage';
import { useLoaded } from './loaded';
import { pageAt } from './pages';
import { SetUpPage } from './SetUpPage';
import '../design/charts/charts.css';
import '../design/choices.css';
import '../design/dialog.css';
import './desk.css';
import './planning/planning.css';

/** The desk: who are you, then the page you asked for. */
export function DeskPage() {
  useEffect(() => {
    learnIdentity();
  }, []);
  if (path.value === '/setup') return <SetUpPage />;
  const known = identity.value;
  switch (known.state) {
    case 'loading':
      return (
        <PlainShell>
          <Notice busy title={words.value.app.loading} />
        </PlainShell>
      );
    case 'failed':
      return (
        <PlainShell>
          <ProblemNote problem={known.problem} />
          <button type="button" class="button button-first" onClick={learnIdentity}>
            {words.value.app.retry}
          </button>
        </PlainShell>
      );
    case 'here':
      return <DeskFor me={known.value} />;
  }
}

function DeskFor({ me }: { me: Me }) {
  const said = words.value.desk;
  switch (me.who) {
    case 'nobody':
      return <LoginPage setUpNeeded={me.set_up_needed} />;
    case 'device':
      if (path.value === '/leave') {
        return (
          <PlainShell>
            <VenueLeave home={`/${me.place}`} />
          </PlainShell>
        );
      }
      return path.value === '/login' ? (
        <LoginPage setUpNeeded={false} />
      ) : (
        <PlainShell>
          <Notice title={said.deviceTitle(me.venue_name)} hint={said.deviceHint}>
            <a class="button button-first button-large" href={`/${me.place}`}>
              {said.deviceOpen}
            </a>
            {me.place === 'wall' ? null : <a href="/leave">{words.value.attendance.leave}</a>}
            <a href="/login">{words.value.login.title}</a>
          </Notice>
        </PlainShell>
      );
    case 'user':
      if (me.role === 'venue') {
        return (
          <PlainShell>
            {path.value === '/leave' ? (
              <VenueLeave home="/branch" />
            ) : (
              <Notice title={me.name}>
                <a class="button button-first button-large" href="/branch">
                  {said.deviceOpen}
                </a>
                <a href="/leave">{words.value.attendance.leave}</a>
              </Notice>
            )}
          </PlainShell>
        );
      }
      return <DeskOfUser key={me.id} me={me} />;
  }
}

type UserOfDesk = Extract<Me, { who: 'user' }>;

/** The desk of somebody with a password, once it is known which department they plan for. */
function DeskOfUser({ me }: { me: UserOfDesk }) {
  const { loaded, reload } = useLoaded(() => planningApi.userDepartment(me.id));
  const known = loaded.value;
  if (known.state !== 'here') {
    return (
      <PlainShell>
        <LoadedPart loaded={known} onRetry={reload}>
          {() => null}
        </LoadedPart>
      </PlainShell>
    );
  }
  const { department } = known.value;
  const rights = rightsOf(me.role, department);
  return (
    <DeskShell me={me} rights={rights}>
      {pageFor(me, rights, department)}
    </DeskShell>
  );
}

function pageFor(me: UserOfDesk, rights: Rights, department: number | undefined) {
  const found = pageAt(path.value);
  if (found === undefined) {
    return (
      <Notice title={words.value.app.notFound} hint={words.value.app.notFoundHint}>
        <button type="button" class="button" onClick={() => navigate('/')}>
          {words.value.app.home}
        </button>
      </Notice>
    );
  }
  if (!found.page.may(rights)) {
    return <Notice title={words.value.desk.noRight} hint={words.value.desk.noRightHint} />;
  }
  return found.page.show({ me, rights, department, rest: found.rest });
}
