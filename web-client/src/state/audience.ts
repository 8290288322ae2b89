import type { AudienceOf } from '../wire/AudienceOf';
import type { Headcount } from '../wire/Headcount';

/** Some roles, each at the same venues. An audience is a union of such groups. */
export interface AudienceGroup {
  readonly roles: readonly number[];
  readonly venues: readonly number[];
}

/** The audience that groups make together: each role once, with the venues of all its groups. */
export function audienceOf(groups: readonly AudienceGroup[]): AudienceOf[] {
  const venuesOfRole = new Map<number, Set<number>>();
  for (const { roles, venues } of groups) {
    for (const role of roles) {
      venuesOfRole.set(role, new Set([...(venuesOfRole.get(role) ?? []), ...venues]));
    }
  }
  return [...venuesOfRole]
    .filter(([, venues]) => venues.size > 0)
    .map(([role, venues]) => ({ role, venues: [...venues].sort((a, b) => a - b) }))
    .sort((a, b) => a.role - b.role);
}

/** An audience as few groups: roles that are due at the same venues stand together. */
export function groupsOf(audience: readonly AudienceOf[]): AudienceGroup[] {
  const groups = new Map<string, { roles: number[]; venues: number[] }>();
  for (const { role, venues } of audience) {
    const sorted = [...venues].sort((a, b) => a - b);
    const key = sorted.join(' ');
    const group = groups.get(key) ?? { roles: [], venues: sorted };
    group.roles.push(role);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** How many people an audience is. */
export function peopleOf(audience: readonly AudienceOf[], headcounts: readonly Headcount[]): number {
  return headcounts
    .filter(({ venue, role }) => audience.some((part) => part.role === role && part.venues.includes(venue)))
    .reduce((sum, { people }) => sum + people, 0);
}
