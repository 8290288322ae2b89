import { useEffect } from 'preact/hooks';
import { navigate, path } from '../app/navigation';
import { Notice, ProblemNote } from '../design/Notice';
import { pagesFor, rightsOf } from '../state/rights';
import type { Me } from '../wire/Me';
import { words } from '../words/words';
import { DepartmentsPage } from './DepartmentsPage';
import { DeskShell, PlainShell } from './DeskShell';
import { identity, learnIdentity } from './identity';
import { LoginPage } from './LoginPage';
import { SessionsPage } from './SessionsPage';
import { SetUpPage } from './SetUpPage';
import { UsersPage } from './UsersPage';
import { VenuesPage } from './VenuesPage';
import './desk.css';

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
      return path.value === '/login' ? (
        <LoginPage setUpNeeded={false} />
      ) : (
        <PlainShell>
          <Notice title={said.deviceTitle(me.venue_name)} hint={said.deviceHint}>
            <a class="button button-first button-large" href={`/${me.place}`}>
              {said.deviceOpen}
            </a>
            <a href="/login">{words.value.login.title}</a>
          </Notice>
        </PlainShell>
      );
    case 'user':
      if (me.role === 'venue') {
        return (
          <PlainShell>
            <Notice title={me.name}>
              <a class="button button-first button-large" href="/branch">
                {said.deviceOpen}
              </a>
            </Notice>
          </PlainShell>
        );
      }
      return <DeskShell me={me}>{pageFor(me)}</DeskShell>;
  }
}

function pageFor(me: Extract<Me, { who: 'user' }>) {
  const rights = rightsOf(me.role);
  const here = path.value === '/login' ? '/' : path.value;
  const page = (['/', '/venues', '/users', '/departments'] as const).find((known) => known === here);
  if (page === undefined) {
    return (
      <Notice title={words.value.app.notFound} hint={words.value.app.notFoundHint}>
        <button type="button" class="button" onClick={() => navigate('/')}>
          {words.value.app.home}
        </button>
      </Notice>
    );
  }
  if (!pagesFor(rights).includes(page)) {
    return <Notice title={words.value.desk.noRight} hint={words.value.desk.noRightHint} />;
  }
  switch (page) {
    case '/':
      return <SessionsPage rights={rights} />;
    case '/venues':
      return <VenuesPage rights={rights} />;
    case '/users':
      return <UsersPage self={me.id} />;
    case '/departments':
      return <DepartmentsPage rights={rights} />;
  }
}
