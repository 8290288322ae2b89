import type { Attendee } from '../wire/Attendee';
import type { SignedIn } from '../wire/SignedIn';
import type { SignInSheet } from '../wire/SignInSheet';

/** True where two entries are of the same person: name and role say who it is. */
export function isSame(one: Attendee, other: Attendee): boolean {
  return one.name === other.name && one.role === other.role;
}

/** Who of a sheet is there now. */
export function present(sheet: SignInSheet | undefined): readonly SignedIn[] {
  return sheet?.people.filter(({ gone_ms }) => gone_ms === undefined) ?? [];
}

/** How many are there: the headcount that was told, else the people who are named. */
export function headcount(sheet: SignInSheet | undefined): number {
  return sheet?.headcount ?? present(sheet).length;
}

/** Those of a venue's people who are not on its sheet as there. */
export function notYetIn(people: readonly Attendee[], sheet: SignInSheet | undefined): Attendee[] {
  const there = present(sheet);
  return people.filter((person) => !there.some(({ who }) => isSame(who, person)));
}

/**
 * The moment of a time of day "HH:MM" before `nowMs`, in Unix milliseconds: today's, or yesterday's
 * where today's is still to come. Undefined for anything else.
 */
export function earlierToday(time: string, nowMs: number): number | undefined {
  const parts = /^(\d{2}):(\d{2})$/.exec(time);
  if (parts === null) return undefined;
  const moment = new Date(nowMs);
  moment.setHours(Number(parts[1]), Number(parts[2]), 0, 0);
  if (moment.getTime() > nowMs) moment.setDate(moment.getDate() - 1);
  return moment.getTime();
}
