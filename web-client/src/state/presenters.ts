import type { PresenterHours } from '../wire/PresenterHours';
import type { PresenterOf } from '../wire/PresenterOf';

/** Some hours of a presenter's. */
export interface PresenterEntry {
  readonly name: string;
  readonly hours: PresenterHours;
}

/** The hours of all presenters, by name and in the order of time. */
export function presenterEntries(presenters: readonly PresenterOf[]): PresenterEntry[] {
  return presenters
    .flatMap(({ name, hours }) => hours.map((some) => ({ name, hours: some })))
    .sort(
      (one, other) =>
        one.name.localeCompare(other.name, 'zh-CN') ||
        one.hours.date.localeCompare(other.hours.date) ||
        one.hours.from_min - other.hours.from_min,
    );
}

/** A presenter with some hours more; the same hours are not there twice. */
export function withHours(
  presenters: readonly PresenterOf[],
  name: string,
  hours: PresenterHours,
): PresenterOf {
  const others = hoursOf(presenters, name).filter((known) => !same(known, hours));
  return { name, hours: [...others, hours] };
}

/** A presenter without some of their hours; without any, they can present at any time. */
export function withoutHours(presenters: readonly PresenterOf[], entry: PresenterEntry): PresenterOf {
  const others = hoursOf(presenters, entry.name).filter((known) => !same(known, entry.hours));
  return { name: entry.name, hours: others };
}

function hoursOf(presenters: readonly PresenterOf[], name: string): PresenterHours[] {
  return presenters.find((presenter) => presenter.name === name)?.hours ?? [];
}

function same(one: PresenterHours, other: PresenterHours): boolean {
  return one.date === other.date && one.from_min === other.from_min && one.until_min === other.until_min;
}
