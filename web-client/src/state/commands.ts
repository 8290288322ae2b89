import { type Signal, signal } from '@preact/signals';
import type { Cancel, Clock } from '../protocol/clock';
import type { CommandOutcome } from '../protocol/hall_client';
import type { FloorCommand } from '../wire/FloorCommand';
import type { Problem } from '../wire/Problem';

/** A notice of something that was done goes away after this long, milliseconds. */
export const DONE_SHOWN_MS = 4_000;
/** A notice of something that was not done goes away after this long, milliseconds. */
export const REFUSED_SHOWN_MS = 10_000;

/** What became of the last command, for as long as it is worth saying. */
export type CommandNotice =
  | { readonly kind: 'done'; readonly command: FloorCommand }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'lost' };

/** The commands of one page: one of the floor at a time, and a short notice of what became of it. */
export class Commands {
  /** The floor command under way. */
  readonly underWay: Signal<FloorCommand | undefined> = signal(undefined);
  readonly notice: Signal<CommandNotice | undefined> = signal(undefined);
  private cancelNotice: Cancel = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly send: (command: FloorCommand) => Promise<CommandOutcome>,
  ) {}

  /** Sends a command; while another is under way a second click is not a second command. */
  async floor(command: FloorCommand): Promise<void> {
    if (this.underWay.value !== undefined) return;
    this.underWay.value = command;
    const outcome = await this.send(command);
    this.underWay.value = undefined;
    this.tell(outcome.outcome === 'done' ? { kind: 'done', command } : noticeOf(outcome));
  }

  /** Notes what became of a command that speaks for itself when it is done. */
  tellUnlessDone(outcome: CommandOutcome): void {
    this.tell(outcome.outcome === 'done' ? undefined : noticeOf(outcome));
  }

  private tell(notice: CommandNotice | undefined): void {
    this.cancelNotice();
    this.notice.value = notice;
    if (notice === undefined) return;
    const shownMs = notice.kind === 'done' ? DONE_SHOWN_MS : REFUSED_SHOWN_MS;
    this.cancelNotice = this.clock.after(shownMs, () => {
      this.notice.value = undefined;
    });
  }
}

function noticeOf(outcome: Exclude<CommandOutcome, { outcome: 'done' }>): CommandNotice {
  return outcome.outcome === 'refused' ? { kind: 'refused', problem: outcome.problem } : { kind: 'lost' };
}
