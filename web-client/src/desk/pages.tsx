import type { ComponentChild } from 'preact';
import type { Rights } from '../state/rights';
import type { Me } from '../wire/Me';
import type { Words } from '../words/words';
import { AttendancePage } from './attendance/AttendancePage';
import { BoardPage } from './board/BoardPage';
import { BurdenPage } from './burden/BurdenPage';
import { DepartmentsPage } from './DepartmentsPage';
import { MailPage } from './mail/MailPage';
import { ApprovalsPage } from './planning/ApprovalsPage';
import { CalendarPage } from './planning/CalendarPage';
import { ItemsPage } from './planning/ItemsPage';
import { PeoplePage } from './planning/PeoplePage';
import { QuotasPage } from './planning/QuotasPage';
import { WindowsPage } from './planning/WindowsPage';
import { SessionsPage } from './SessionsPage';
import { TipsPage } from './tips/TipsPage';
import { UsersPage } from './UsersPage';
import { VenuesPage } from './VenuesPage';

/** Who opens a page, and what of the address comes after the page's own path. */
export interface Visit {
  readonly me: Extract<Me, { who: 'user' }>;
  readonly rights: Rights;
  /** The department they plan for; undefined: they coordinate for all, or only look on. */
  readonly department: number | undefined;
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
  single({
    path: '/items',
    name: (words) => words.items.name,
    may: (rights) => rights.planSessions,
    show: ({ department, rights }) => <ItemsPage department={department} mayBring={rights.bring} />,
  }),
  single({
    path: '/approvals',
    name: (words) => words.approvals.name,
    may: (rights) => rights.planSessions,
    show: () => <ApprovalsPage />,
  }),
  single({
    path: '/tips',
    name: (words) => words.tips.name,
    may: (rights) => rights.planSessions,
    show: ({ department, rights }) => (
      <TipsPage department={department} mayBring={rights.bring} mayEdit={rights.coordinate} />
    ),
  }),
  single({
    path: '/attendance',
    name: (words) => words.attendance.name,
    may: (rights) => rights.planSessions,
    show: ({ rest, rights }) => <AttendancePage rest={rest} rights={rights} />,
  }),
  single({
    path: '/burden',
    name: (words) => words.burden.name,
    may: (rights) => rights.planSessions,
    show: ({ rights }) => <BurdenPage mayImport={rights.coordinate} />,
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
        path: '/people',
        name: (words) => words.people.name,
        may: (rights) => rights.coordinate,
        show: () => <PeoplePage />,
      },
      {
        path: '/windows',
        name: (words) => words.windows.name,
        may: (rights) => rights.coordinate,
        show: () => <WindowsPage />,
      },
      {
        path: '/calendar',
        name: (words) => words.calendar.name,
        may: (rights) => rights.planSessions,
        show: ({ rights }) => (
          <CalendarPage mayChange={rights.coordinate} maySetPresenters={rights.coordinate || rights.bring} />
        ),
      },
      {
        path: '/quotas',
        name: (words) => words.quotas.name,
        may: (rights) => rights.coordinate,
        show: () => <QuotasPage />,
      },
      {
        path: '/users',
        name: (words) => words.desk.users,
        may: (rights) => rights.manageUsers,
        show: ({ me }) => <UsersPage self={me.id} />,
      },
      {
        path: '/mail',
        name: (words) => words.mail.name,
        may: (rights) => rights.manageUsers,
        show: () => <MailPage />,
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
