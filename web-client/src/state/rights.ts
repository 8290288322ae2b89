import type { Role } from '../wire/Role';

/** What a person may do at the desk. The server decides; this only keeps useless controls away. */
export interface Rights {
  readonly planSessions: boolean;
  readonly runSessions: boolean;
  readonly manageStreet: boolean;
  readonly manageLinks: boolean;
  readonly manageUsers: boolean;
}

const RIGHTS: Record<Role, Rights> = {
  administrator: {
    planSessions: true,
    runSessions: true,
    manageStreet: true,
    manageLinks: true,
    manageUsers: true,
  },
  host: {
    planSessions: true,
    runSessions: true,
    manageStreet: false,
    manageLinks: false,
    manageUsers: false,
  },
  staff: {
    planSessions: true,
    runSessions: false,
    manageStreet: true,
    manageLinks: false,
    manageUsers: false,
  },
  venue: {
    planSessions: false,
    runSessions: false,
    manageStreet: false,
    manageLinks: false,
    manageUsers: false,
  },
};

/** The rights that go with a role. */
export function rightsOf(role: Role): Rights {
  return RIGHTS[role];
}
