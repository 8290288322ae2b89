import type { ComponentChild } from 'preact';
import type { Rights } from '../state/rights';
import type { Me } from '../wire/Me';
import type { Words } from '../words/words';
import { BoardPage } from './board/BoardPage';
import { DepartmentsPage } from './DepartmentsPage';
import { SessionsPage } from './SessionsPage';
import { UsersPage } from './UsersPage';
import { VenuesPage } from './VenuesPage';

/** Who opens a page, and what of the address comes after the page's own path. */
export interface Visit {
  readonly me: Extract<Me, { who: 'user' }>;
  readonly rights: Rights;
  /** What follows the page's path, such as `12` of `/attendance/12`; empty at the page itself. */
  readonly rest: string;
}

/** A page of the desk. Its address is `path`, or goes on below it. */
export interface DeskPageEntry {
  readonly path: string;
  readonly name: (words: Words) => string;
  readonly may: (rights: Rights) => boolean;
  readonly show: (visit: Visit) => ComponentChild;
  /** Uses the whole width of the window. */
  readonly wide?: boolean;
}

/** An entry of the desk's menu: one page, or several with a menu of their own. */
export interface DeskArea {
  readonly name: (words: Words) => string;
  readonly pages: readonly DeskPageEntry[];
}

const always = () => true;

/** The desk's menu, in its order. */
export const AREAS: readonly DeskArea[] = [
  single({
    path: '/',
    name: (words) => words.desk.sessions,
    may: always,
    show: ({ rights }) => <SessionsPage rights={rights} />,
  }),
  single({
    path: '/board',
    name: (words) => words.board.name,
    may: (rights) => rights.planSessions,
    show: ({ rights, rest }) => <BoardPage week={rest} rights={rights} />,
    wide: true,
  }),
  {
    name: (words) => words.desk.settings,
    pages: [
      {
        path: '/venues',
        name: (words) => words.desk.venues,
        may: always,
        show: ({ rights }) => <VenuesPage rights={rights} />,
      },
      {
        path: '/departments',
        name: (words) => words.desk.departments,
        may: always,
        show: ({ rights }) => <DepartmentsPage rights={rights} />,
      },
      {
        path: '/users',
        name: (words) => words.desk.users,
        may: (rights) => rights.manageUsers,
        show: ({ me }) => <UsersPage self={me.id} />,
      },
    ],
  },
];

function single(page: DeskPageEntry): DeskArea {
  return { name: page.name, pages: [page] };
}

/** What stands at an address. */
export interface Found {
  readonly area: DeskArea;
  readonly page: DeskPageEntry;
  readonly rest: string;
}

/** The page at an address of the desk. */
export function pageAt(address: string): Found | undefined {
  const wanted = address === '/login' ? '/' : address;
  for (const area of AREAS) {
    for (const page of area.pages) {
      const rest = restBelow(page.path, wanted);
      if (rest !== undefined) return { area, page, rest };
    }
  }
  return undefined;
}

function restBelow(path: string, address: string): string | undefined {
  if (address === path) return '';
  const below = `${path}/`;
  return path !== '/' && address.startsWith(below) ? address.slice(below.length) : undefined;
}

/** The pages of an area that somebody may open. */
export function openPages(area: DeskArea, rights: Rights): readonly DeskPageEntry[] {
  return area.pages.filter((page) => page.may(rights));
}
