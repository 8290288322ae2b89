import type { ComponentChildren } from 'preact';
import { navigate, path } from '../app/navigation';
import { api } from '../app/services';
import { LanguageSwitch } from '../design/LanguageSwitch';
import { type DeskPath, pagesFor, rightsOf } from '../state/rights';
import type { Me } from '../wire/Me';
import { words } from '../words/words';
import { learnIdentity } from './identity';

/** The desk's frame: the menu, who you are, and the page. */
export function DeskShell({
  me,
  children,
}: {
  me: Extract<Me, { who: 'user' }>;
  children: ComponentChildren;
}) {
  const said = words.value;
  const names: Record<DeskPath, string> = {
    '/': said.desk.sessions,
    '/venues': said.desk.venues,
    '/users': said.desk.users,
    '/departments': said.desk.departments,
  };
  const logOut = async () => {
    await api.logout();
    await learnIdentity();
  };
  return (
    <div class="desk">
      <header class="desk-bar">
        <Brand />
        <nav aria-label={said.app.name}>
          {pagesFor(rightsOf(me.role)).map((page) => (
            <a
              key={page}
              href={page}
              aria-current={
                page === path.value || (page === '/' && path.value === '/login') ? 'page' : undefined
              }
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                navigate(page);
              }}
            >
              {names[page]}
            </a>
          ))}
        </nav>
        <span class="desk-me">
          {me.name} <span class="soft">{said.desk.roles[me.role]}</span>
        </span>
        <LanguageSwitch />
        <button type="button" class="button button-quiet" onClick={logOut}>
          {said.desk.logout}
        </button>
      </header>
      <main class="desk-page">{children}</main>
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
