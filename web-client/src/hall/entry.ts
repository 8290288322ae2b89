import { effect, type Signal, signal, untracked } from '@preact/signals';
import { browserClock } from '../protocol/clock';
import type { Api } from '../protocol/rest';
import { SessionChoice } from '../state/session_choice';
import { MAIN_VENUE } from '../wire/constants';
import type { Place } from '../wire/Place';
import type { Session } from '../wire/Session';
import { Seat, slotsOf } from './seat';

/** The way into the hall: finds the session, takes a seat in it, and after its end waits for the next. */
export class Entry {
  readonly choice: Signal<SessionChoice>;
  /** The seat, from the moment a session is chosen. */
  readonly seat: Signal<Seat | undefined> = signal(undefined);
  private session: Session | undefined;
  private readonly stopWatching: readonly (() => void)[];

  constructor(
    private readonly place: Place,
    private readonly api: Api,
    private readonly named: number | undefined,
  ) {
    this.choice = signal(this.newChoice());
    this.stopWatching = [
      effect(() => {
        const chosen = this.choice.value.choice.value;
        if (chosen.state === 'chosen') untracked(() => this.sit(chosen.session));
      }),
      effect(() => {
        const link = this.seat.value?.model.link.value;
        if (link?.state === 'closed' && link.closing.reason === 'ended') untracked(() => this.awaitNext());
      }),
    ];
  }

  /** Starts looking for the session. */
  start(): void {
    this.choice.peek().ask();
  }

  /** Takes the seat (again) on this device, after it was replaced or refused. */
  sitAgain(): void {
    if (this.session !== undefined) this.sit(this.session);
    else this.choice.peek().ask();
  }

  /** Leaves for good. */
  leave(): void {
    for (const stop of this.stopWatching) stop();
    this.choice.peek().stop();
    this.seat.peek()?.leave();
  }

  private sit(session: Session): void {
    this.session = session;
    this.seat.peek()?.leave();
    const branches = session.venues.filter((venue) => venue !== MAIN_VENUE);
    const seat = new Seat(this.place, session.id, slotsOf(this.place, branches), this.api);
    this.seat.value = seat;
    seat.start();
  }

  private awaitNext(): void {
    if (this.named !== undefined) return;
    this.choice.peek().stop();
    this.choice.value = this.newChoice(this.session?.id);
    this.choice.peek().ask();
  }

  private newChoice(over?: number): SessionChoice {
    return new SessionChoice(this.api, browserClock, this.named, over);
  }
}
