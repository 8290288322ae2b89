import { type Signal, signal } from '@preact/signals';
import type { Reply } from '../../protocol/rest';
import type { Problem } from '../../wire/Problem';
import { type Spot, sameSpot, spotKey } from './spots';

/** What is known of putting the carried item down somewhere. */
export type Verdict<Check> =
  | { readonly state: 'asking' }
  | { readonly state: 'known'; readonly check: Check }
  | { readonly state: 'failed'; readonly problem: Problem | undefined };

/** An item that is being carried across the board, by pointer or by keys. */
export interface Carried<Check> {
  readonly item: number;
  readonly from: Spot;
  readonly by: 'pointer' | 'keys';
  /** Where it would be put down now; undefined between the spots. */
  readonly over: Spot | undefined;
  /** What putting it down there comes to; undefined where it came from and between the spots. */
  readonly verdict: Verdict<Check> | undefined;
}

/** An item put down in another place than it was taken from. */
export interface PutDown {
  readonly item: number;
  readonly to: Spot;
}

/**
 * Carries one item at a time across the board, and asks for every spot it passes what putting it
 * down there would come to. Each spot is asked for once; the answers go with the item.
 */
export class Carry<Check> {
  readonly carried: Signal<Carried<Check> | undefined> = signal(undefined);
  private verdicts = new Map<string, Verdict<Check>>();

  constructor(private readonly ask: (item: number, to: Spot) => Promise<Reply<Check>>) {}

  pickUp(item: number, from: Spot, by: Carried<Check>['by']): void {
    this.verdicts = new Map();
    this.carried.value = { item, from, by, over: from, verdict: undefined };
  }

  /** The item is over another spot, or over none. */
  moveOver(over: Spot | undefined): void {
    const carried = this.carried.value;
    if (carried === undefined || sameSpot(carried.over, over)) return;
    if (over === undefined || sameSpot(over, carried.from)) {
      this.carried.value = { ...carried, over, verdict: undefined };
      return;
    }
    const known = this.verdicts.get(spotKey(over));
    this.carried.value = { ...carried, over, verdict: known ?? { state: 'asking' } };
    if (known === undefined) this.askFor(carried.item, over);
  }

  /** Puts the item down; undefined where it stays where it came from. */
  putDown(): PutDown | undefined {
    const carried = this.carried.value;
    this.carried.value = undefined;
    if (carried?.over === undefined || sameSpot(carried.over, carried.from)) return undefined;
    return { item: carried.item, to: carried.over };
  }

  /** Leaves the item where it came from. */
  letGo(): void {
    this.carried.value = undefined;
  }

  private async askFor(item: number, spot: Spot): Promise<void> {
    const verdicts = this.verdicts;
    verdicts.set(spotKey(spot), { state: 'asking' });
    const reply = await this.ask(item, spot);
    const verdict: Verdict<Check> = reply.ok
      ? { state: 'known', check: reply.body }
      : { state: 'failed', problem: reply.problem };
    verdicts.set(spotKey(spot), verdict);
    const carried = this.carried.value;
    if (carried !== undefined && this.verdicts === verdicts && sameSpot(carried.over, spot)) {
      this.carried.value = { ...carried, verdict };
    }
  }
}
