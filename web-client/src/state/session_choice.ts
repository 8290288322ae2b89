import { type Signal, signal } from '@preact/signals';
import type { Cancel, Clock } from '../protocol/clock';
import type { Api, Reply } from '../protocol/rest';
import type { Problem } from '../wire/Problem';
import type { Session } from '../wire/Session';

/** How often a waiting page asks whether a session has opened, milliseconds. */
export const ASK_EVERY_MS = 3_000;

/** Which session a hall page joins. */
export type Choice =
  | { readonly state: 'asking' }
  /** None is open; the page notices by itself when one is. `planned` is the one it waits for. */
  | { readonly state: 'waiting'; readonly planned: Session | undefined }
  /** Several are open; the people choose. */
  | { readonly state: 'several'; readonly sessions: readonly Session[] }
  | { readonly state: 'chosen'; readonly session: Session }
  | { readonly state: 'ended' }
  /** The server cannot be reached; asked again by itself. */
  | { readonly state: 'unreachable' }
  | { readonly state: 'refused'; readonly problem: Problem };

/**
 * Finds the session a page joins: the one its address names, else the only live one. It goes on
 * asking until there is one.
 */
export class SessionChoice {
  readonly choice: Signal<Choice> = signal({ state: 'asking' });
  private cancel: Cancel = () => {};
  private stopped = false;

  constructor(
    private readonly api: Pick<Api, 'session' | 'sessions'>,
    private readonly clock: Clock,
    /** The session named in the address. */
    private readonly named: number | undefined,
    /** A session that has just ended for this page: the server may still list it for a moment. */
    private readonly over?: number,
  ) {}

  /** Asks now, and again until a session is chosen. */
  async ask(): Promise<void> {
    this.cancel();
    const choice = this.named === undefined ? await this.askLive() : await this.askNamed(this.named);
    if (this.stopped || this.choice.value.state === 'chosen') return;
    this.choice.value = choice;
    if (choice.state !== 'chosen' && choice.state !== 'ended' && choice.state !== 'refused') {
      this.cancel = this.clock.after(ASK_EVERY_MS, () => this.ask());
    }
  }

  /** The people chose one of several. */
  choose(session: Session): void {
    this.cancel();
    this.choice.value = { state: 'chosen', session };
  }

  /** Stops asking. */
  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private async askLive(): Promise<Choice> {
    const reply = await this.api.sessions('live');
    if (!reply.ok) return failed(reply);
    const live = reply.body.filter(({ id }) => id !== this.over);
    const [only, ...more] = live;
    if (only === undefined) return { state: 'waiting', planned: undefined };
    return more.length === 0 ? { state: 'chosen', session: only } : { state: 'several', sessions: live };
  }

  private async askNamed(id: number): Promise<Choice> {
    const reply = await this.api.session(id);
    if (!reply.ok) return failed(reply);
    switch (reply.body.phase) {
      case 'planned':
        return { state: 'waiting', planned: reply.body };
      case 'live':
        return { state: 'chosen', session: reply.body };
      case 'ended':
        return { state: 'ended' };
    }
  }
}

function failed(reply: Extract<Reply<unknown>, { ok: false }>): Choice {
  const problem = reply.problem;
  if (problem === undefined || problem.status >= 500) return { state: 'unreachable' };
  return { state: 'refused', problem };
}
