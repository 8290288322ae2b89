import { type Signal, signal } from '@preact/signals';
import type { Cancel, Clock } from '../protocol/clock';
import type { CommandOutcome } from '../protocol/hall_client';
import type { FloorCommand } from '../wire/FloorCommand';
import type { Problem } from '../wire/Problem';

/** A notice of something that was done goes away after this long, milliseconds. */
export const DONE_SHOWN_MS = 4_000;
/** So long where it can be undone, milliseconds. */
export const UNDO_SHOWN_MS = 8_000;
/** A notice of something that was not done goes away after this long, milliseconds. */
export const REFUSED_SHOWN_MS = 10_000;

/** What became of the last command, for as long as it is worth saying. */
export type CommandNotice =
  | {
      readonly kind: 'done';
      readonly command: FloorCommand;
      /** What takes it back, where that is harmless. */
      readonly undo: FloorCommand | undefined;
    }
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

  /**
   * Sends a command, and `undo` if that is wanted later; while another is under way a second click
   * is not a second command. True once it is done.
   */
  async floor(command: FloorCommand, undo?: FloorCommand): Promise<boolean> {
    if (this.underWay.value !== undefined) return false;
    this.underWay.value = command;
    const outcome = await this.send(command);
    this.underWay.value = undefined;
    const done = outcome.outcome === 'done';
    this.tell(done ? { kind: 'done', command, undo } : noticeOf(outcome));
    return done;
  }

  /** Takes back what was done last, while that is offered. */
  undo(): void {
    const notice = this.notice.value;
    if (notice?.kind === 'done' && notice.undo !== undefined) this.floor(notice.undo);
  }

  /** Notes what became of a command that speaks for itself when it is done. */
  tellUnlessDone(outcome: CommandOutcome): void {
    this.tell(outcome.outcome === 'done' ? undefined : noticeOf(outcome));
  }

  private tell(notice: CommandNotice | undefined): void {
    this.cancelNotice();
    this.notice.value = notice;
    if (notice === undefined) return;
    this.cancelNotice = this.clock.after(shownMs(notice), () => {
      this.notice.value = undefined;
    });
  }
}

function shownMs(notice: CommandNotice): number {
  if (notice.kind !== 'done') return REFUSED_SHOWN_MS;
  return notice.undo === undefined ? DONE_SHOWN_MS : UNDO_SHOWN_MS;
}

function noticeOf(outcome: Exclude<CommandOutcome, { outcome: 'done' }>): CommandNotice {
  return outcome.outcome === 'refused' ? { kind: 'refused', problem: outcome.problem } : { kind: 'lost' };
}
