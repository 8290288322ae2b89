import type { PlanVersion } from '../../wire/PlanVersion';
import type { Slot } from '../../wire/Slot';

/** An item that is not where it was between two versions of a week's plan. */
export interface SlotChange {
  readonly item: number;
  /** Its slot in the earlier version; undefined where it had none. */
  readonly before: Slot | undefined;
  /** Its slot in the later version; undefined where it has none any more. */
  readonly after: Slot | undefined;
}

/** What changed from one version to another: items that came, went, or stand elsewhere, by their number. */
export function changesBetween(
  earlier: Pick<PlanVersion, 'slots'>,
  later: Pick<PlanVersion, 'slots'>,
): SlotChange[] {
  const before = new Map(earlier.slots.map((slot) => [slot.item, slot]));
  const after = new Map(later.slots.map((slot) => [slot.item, slot]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort((a, b) => a - b)
    .map((item) => ({ item, before: before.get(item), after: after.get(item) }))
    .filter(
      (change) =>
        change.before?.window !== change.after?.window ||
        change.before?.start_min !== change.after?.start_min,
    );
}
