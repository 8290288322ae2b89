import type { HallModel } from '../../state/hall_model';
import { deviceNowMs } from '../../state/now';
import { calendarDay, clockTime } from '../../words/time';
import { words } from '../../words/words';

/** The last cell: the time, the meeting, and how many are here. */
export function WallClock({ model }: { model: HallModel }) {
  const nowMs = deviceNowMs.value + model.clockAheadMs.value;
  const { online, due } = model.attendance.value;
  return (
    <li class="wall-clock">
      <strong class="wall-time">{clockTime(nowMs)}</strong>
      <span class="wall-day">{calendarDay(nowMs)}</span>
      <span class="wall-title">{model.session.value?.title}</span>
      <span class="wall-count">
        {online} / {due} {words.value.wall.online}
      </span>
    </li>
  );
}
