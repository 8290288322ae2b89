import type { Role } from '../wire/Role';

/** What a person may do at the desk. The server decides; this only keeps useless controls away. */
export interface Rights {
  readonly planSessions: boolean;
  readonly runSessions: boolean;
  readonly manageStreet: boolean;
  readonly manageLinks: boolean;
  readonly manageUsers: boolean;
  /** Hands in items and weekly tips. */
  readonly bring: boolean;
  /** Coordinates the meetings of all departments (党政办). */
  readonly coordinate: boolean;
}

const RIGHTS: Record<Role, Rights> = {
  administrator: {
    planSessions: true,
    runSessions: true,
    manageStreet: true,
    manageLinks: true,
    manageUsers: true,
    bring: true,
    coordinate: true,
  },
  host: {
    planSessions: true,
    runSessions: true,
    manageStreet: false,
    manageLinks: false,
    manageUsers: false,
    bring: false,
    coordinate: false,
  },
  staff: {
    planSessions: true,
    runSessions: false,
    manageStreet: true,
    manageLinks: false,
    manageUsers: false,
    bring: true,
    coordinate: true,
  },
  venue: {
    planSessions: false,
    runSessions: false,
    manageStreet: false,
    manageLinks: false,
    manageUsers: false,
    bring: false,
    coordinate: false,
  },
};

/** The rights that go with a role; who plans for one department does not coordinate for all. */
export function rightsOf(role: Role, department?: number): Rights {
  const rights = RIGHTS[role];
  return department === undefined ? rights : { ...rights, coordinate: false };
}
