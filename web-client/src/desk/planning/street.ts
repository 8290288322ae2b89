import { api, planningApi } from '../../app/services';
import type { Reply } from '../../protocol/rest';
import type { AudienceGroup } from '../../state/audience';
import { MAIN_VENUE } from '../../wire/constants';
import type { DepartmentStanding } from '../../wire/DepartmentStanding';
import type { Line } from '../../wire/Line';
import type { StreetRole } from '../../wire/StreetRole';
import type { Venue } from '../../wire/Venue';

/** Whom and what planning names: the choices of its forms. */
export interface Street {
  readonly venues: readonly Venue[];
  readonly roles: readonly StreetRole[];
  readonly lines: readonly Line[];
  readonly departments: readonly DepartmentStanding[];
}

/** Reads all of it; the first failure is the whole's. */
export async function readStreet(): Promise<Reply<Street>> {
  const [venues, roles, lines, departments] = await Promise.all([
    api.venues(),
    planningApi.roles(),
    planningApi.lines(),
    planningApi.standings(),
  ]);
  if (!venues.ok) return venues;
  if (!roles.ok) return roles;
  if (!lines.ok) return lines;
  if (!departments.ok) return departments;
  return {
    ok: true,
    body: { venues: venues.body, roles: roles.body, lines: lines.body, departments: departments.body },
  };
}

/** No role yet, at every branch venue: where a form for an audience begins. */
export function everybody(street: Street): AudienceGroup[] {
  const venues = street.venues.map(({ number }) => number).filter((number) => number !== MAIN_VENUE);
  return [{ roles: [], venues }];
}
