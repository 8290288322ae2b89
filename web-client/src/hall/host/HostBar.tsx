import { Icon } from '../../design/Icon';
import { LanguageSwitch } from '../../design/LanguageSwitch';
import { deviceNowMs } from '../../state/now';
import { calendarDay, clockTime, duration } from '../../words/time';
import { words } from '../../words/words';
import { ConnectionState } from '../ConnectionBanner';
import type { SeatView } from '../seat_view';

/** The console's top line: what meeting, what time, how long, and the connection. */
export function HostBar({ seat, onHelp }: { seat: SeatView; onHelp: () => void }) {
  const { model } = seat;
  const said = words.value;
  const session = model.session.value;
  const nowMs = deviceNowMs.value + model.clockAheadMs.value;
  return (
    <header class="host-bar">
      <div class="host-title">
        <span class="soft">{said.host.console}</span>
        <h1 title={session?.title}>{session?.title}</h1>
      </div>
      <div class="host-times">
        <span class="soft">{calendarDay(nowMs)}</span>
        <strong class="host-clock">{clockTime(nowMs)}</strong>
        <span class="soft">{said.hall.elapsed}</span>
        <span class="host-elapsed">{duration(nowMs - (session?.openedMs ?? nowMs))}</span>
      </div>
      <ConnectionState model={model} />
      <nav class="host-tools">
        <a
          class="button button-quiet"
          href={`/wall?session=${session?.id ?? ''}`}
          target="_blank"
          rel="noopener"
        >
          <Icon name="screen" />
          {said.host.openWall}
        </a>
        <button type="button" class="button button-quiet" onClick={onHelp}>
          <Icon name="keyboard" />
          {said.host.shortcuts}
        </button>
        <LanguageSwitch />
      </nav>
    </header>
  );
}
