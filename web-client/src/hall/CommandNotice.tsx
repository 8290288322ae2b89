import { ProblemNote } from '../design/Notice';
import type { Commands } from '../state/commands';
import type { FloorCommand } from '../wire/FloorCommand';
import { type Words, words } from '../words/words';

/** What became of the last command, shortly, and a way back where that is harmless. */
export function CommandNotice({ commands }: { commands: Commands }) {
  const notice = commands.notice.value;
  const done = notice?.kind === 'done' ? notice : undefined;
  return (
    <div class="command-notice" data-notice={notice?.kind}>
      <p class={done === undefined ? 'heard-only' : 'command-done'} role="status">
        {done === undefined ? null : <span>{doneWord(done.command, words.value)}</span>}
        {done?.undo === undefined ? null : (
          <button
            type="button"
            class="button"
            disabled={commands.underWay.value !== undefined}
            onClick={() => commands.undo()}
            data-action="undo"
          >
            {words.value.deck.undo}
          </button>
        )}
      </p>
      {notice?.kind === 'refused' ? <ProblemNote problem={notice.problem} /> : null}
      {notice?.kind === 'lost' ? (
        <p class="problem" role="alert">
          {words.value.host.commandLost}
        </p>
      ) : null}
    </div>
  );
}

function doneWord(command: FloorCommand, { floor: { done } }: Words): string {
  switch (command.command) {
    case 'ask':
      return done.asked;
    case 'withdraw-question':
      return done.withdrawn;
    case 'move-question':
      return done.moved;
    case 'grant':
      return done.granted;
    case 'end-question':
      return done.ended;
    case 'settle-question':
      return done.settled;
    case 'mute':
    case 'mute-all':
      return command.muted ? done.muted : done.unmuted;
    case 'open-list':
      return command.open ? done.listOpened : done.listClosed;
    case 'limit-speaking':
      return command.seconds === undefined ? done.unlimited : done.limited;
    case 'request-chair':
      return done.chairRequested;
    case 'withdraw-chair-request':
      return done.withdrawn;
    case 'give-chair':
    case 'release-chair':
      return done.chairGiven;
    case 'decline-chair':
      return done.chairDeclined;
    case 'take-chair':
      return done.chairTaken;
    case 'start-roll-call':
      return done.rollCallStarted;
    case 'call-venue':
      return done.called;
    case 'mark-venue':
      return done.marked;
    case 'end-roll-call':
      return done.rollCallEnded;
    case 'start-patrol':
      return done.patrolStarted;
    case 'stop-patrol':
      return done.patrolStopped;
    case 'broadcast':
      return done.broadcast;
    case 'end-broadcast':
      return done.broadcastEnded;
    case 'watch':
      return command.venue === undefined ? done.watchEnded : done.watched;
    case 'take-slides':
    case 'give-slides':
      return done.slidesGiven;
    case 'release-slides':
      return done.slidesReleased;
    case 'extend':
      return done.extended(command.minutes);
    case 'lock':
      return command.locked ? done.locked : done.unlocked;
    case 'call-missing':
      return done.missingCalled;
    case 'banner':
    case 'crawl':
      return command.text === undefined ? done.noticeRemoved : done.noticeShown;
    case 'lay-out-wall':
      return done.wallLaidOut;
  }
}
