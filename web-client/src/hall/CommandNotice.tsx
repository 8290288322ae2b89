import { ProblemNote } from '../design/Notice';
import type { Commands } from '../state/commands';
import type { FloorCommand } from '../wire/FloorCommand';
import { type Words, words } from '../words/words';

/** What became of the last command, shortly. */
export function CommandNotice({ commands }: { commands: Commands }) {
  const notice = commands.notice.value;
  return (
    <div class="command-notice" data-notice={notice?.kind}>
      <p class="command-done" role="status">
        {notice?.kind === 'done' ? doneWord(notice.command, words.value) : null}
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
    case 'take-chair':
      return done.chairTaken;
    default:
      return done.other;
  }
}
