import { type Signal, signal } from '@preact/signals';
import type { PlanningApi } from '../../protocol/planning_api';
import type { Reply } from '../../protocol/rest';
import { Carry } from '../../state/board/carry';
import type { Spot } from '../../state/board/spots';
import { spotOf, weekView } from '../../state/board/view';
import type { Board } from '../../wire/Board';
import type { Hold } from '../../wire/Hold';
import type { MoveChecked } from '../../wire/MoveChecked';
import type { Problem } from '../../wire/Problem';
import type { PublishedPlan } from '../../wire/PublishedPlan';
import type { Sentence } from '../../wire/Sentence';
import type { Solved } from '../../wire/Solved';
import { type CivilDate, daysLater } from '../../words/dates';
import type { Loaded } from '../loaded';

/** What the last thing done on the board came to. */
export type Outcome =
  | { readonly kind: 'failed'; readonly problem: Problem | undefined }
  | { readonly kind: 'forbidden'; readonly why: readonly Sentence[] }
  | { readonly kind: 'moved'; readonly item: number; readonly from: Spot; readonly cost: Sentence };

/** Days after a week's Monday until its last. */
const LAST_DAY = 6;

/** One week of the board: what it shows, and what can be done with it. */
export class BoardModel {
  readonly board: Signal<Loaded<Board>> = signal({ state: 'loading' });
  readonly selected: Signal<number | undefined> = signal(undefined);
  readonly busy: Signal<'solving' | 'moving' | 'publishing' | undefined> = signal(undefined);
  readonly outcome: Signal<Outcome | undefined> = signal(undefined);
  /** What the solver found, until it has been looked at. */
  readonly solved: Signal<Solved | undefined> = signal(undefined);
  /** Why the solver put each item where it did; until the next change. */
  readonly explanations: Signal<ReadonlyMap<number, Sentence>> = signal(new Map());
  readonly published: Signal<PublishedPlan | undefined> = signal(undefined);
  readonly carry: Carry<MoveChecked>;

  constructor(
    readonly week: CivilDate,
    private readonly api: PlanningApi,
  ) {
    this.carry = new Carry((item, to) => api.move(week, { item, ...windowOf(to), apply: false }));
  }

  /** Reads the week; what is shown stays until the new is here. */
  async load(): Promise<void> {
    const reply = await this.api.board(this.week, daysLater(this.week, LAST_DAY));
    this.board.value = reply.ok
      ? { state: 'here', value: reply.body }
      : { state: 'failed', problem: reply.problem };
  }

  select(item: number | undefined): void {
    this.selected.value = this.selected.value === item ? undefined : item;
  }

  /** Puts the carried item down where it is. */
  async putDown(): Promise<void> {
    const put = this.carry.putDown();
    if (put !== undefined) await this.move(put.item, put.to);
  }

  /** Moves an item, if the rules let it. */
  async move(item: number, to: Spot): Promise<void> {
    const shown = this.board.value;
    if (shown.state !== 'here') return;
    const from = spotOf(weekView(shown.value), item);
    const reply = await this.during('moving', () =>
      this.api.move(this.week, { item, ...windowOf(to), apply: true }),
    );
    if (!reply?.ok) return;
    const { forbidden, against_before } = reply.body;
    if (forbidden.length > 0) {
      this.outcome.value = { kind: 'forbidden', why: forbidden };
      return;
    }
    this.explanations.value = new Map();
    await this.load();
    this.outcome.value = { kind: 'moved', item, from, cost: against_before };
  }

  /** Locks an item where it is, or lets it move again. */
  async hold(item: number, hold: Hold): Promise<void> {
    const reply = await this.during('moving', () => this.api.hold(this.week, { item, hold }));
    if (reply?.ok) await this.load();
  }

  /** Has the week planned anew; the plan found is its draft. */
  async solve(): Promise<void> {
    const reply = await this.during('solving', () => this.api.solve(this.week, {}));
    if (!reply?.ok) return;
    await this.load();
    this.explanations.value = new Map(reply.body.explanations.map(({ item, why }) => [item, why]));
    this.solved.value = reply.body;
  }

  /** Makes the draft the plan in force. */
  async publish(): Promise<void> {
    const reply = await this.during('publishing', () => this.api.publish(this.week));
    if (!reply?.ok) return;
    await this.load();
    this.published.value = reply.body;
  }

  /** Gives the draft up; what is in force stays. */
  async discard(): Promise<void> {
    const reply = await this.during('moving', () => this.api.discard(this.week));
    if (reply?.ok) await this.load();
  }

  /** Nothing of what is in force moves any more. */
  async freeze(): Promise<void> {
    const reply = await this.during('publishing', () => this.api.freeze(this.week));
    if (reply?.ok) await this.load();
  }

  private async during<Body>(
    doing: 'solving' | 'moving' | 'publishing',
    request: () => Promise<Reply<Body>>,
  ): Promise<Reply<Body> | undefined> {
    if (this.busy.value !== undefined) return undefined;
    this.busy.value = doing;
    this.outcome.value = undefined;
    const reply = await request();
    this.busy.value = undefined;
    if (!reply.ok) this.outcome.value = { kind: 'failed', problem: reply.problem };
    return reply;
  }
}

function windowOf(spot: Spot): { window?: number } {
  return spot === 'tray' ? {} : { window: spot.window };
}
