import type { ComponentChildren } from 'preact';
import { path } from '../app/navigation';
import { api } from '../app/services';
import { LanguageSwitch } from '../design/LanguageSwitch';
import type { Rights } from '../state/rights';
import type { Me } from '../wire/Me';
import { words } from '../words/words';
import { AreaMenu, DeskMenu } from './DeskMenu';
import { learnIdentity } from './identity';
import { pageAt } from './pages';

/** The desk's frame: the menu, who you are, and the page. */
export function DeskShell({
  me,
  rights,
  children,
}: {
  me: Extract<Me, { who: 'user' }>;
  rights: Rights;
  children: ComponentChildren;
}) {
  const said = words.value;
  const wide = pageAt(path.value)?.page.wide === true;
  const logOut = async () => {
    await api.logout();
    await learnIdentity();
  };
  return (
    <div class="desk">
      <header class="desk-bar">
        <Brand />
        <DeskMenu rights={rights} />
        <span class="desk-me">
          {me.name} <span class="soft">{said.desk.roles[me.role]}</span>
        </span>
        <LanguageSwitch />
        <button type="button" class="button button-quiet" onClick={logOut}>
          {said.desk.logout}
        </button>
      </header>
      <main class={wide ? 'desk-page desk-page-wide' : 'desk-page'}>
        <AreaMenu rights={rights} />
        {children}
      </main>
    </div>
  );
}

/** The frame of the pages before a login: one thing in the middle. */
export function PlainShell({ children }: { children: ComponentChildren }) {
  return (
    <div class="desk desk-plain">
      <header class="desk-bar">
        <Brand />
        <LanguageSwitch />
      </header>
      <main class="desk-centre">{children}</main>
    </div>
  );
}

function Brand() {
  return (
    <span class="brand">
      <img src="/favicon.svg" alt="" width="28" height="28" />
      {words.value.app.name}
    </span>
  );
}
