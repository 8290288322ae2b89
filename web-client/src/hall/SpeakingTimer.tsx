import type { HallModel } from '../state/hall_model';
import { deviceNowMs } from '../state/now';
import { stopwatch } from '../words/time';
import { words } from '../words/words';

/** How long the question that has the floor has taken, and how long it may take. */
export function SpeakingTimer({ model, sinceMs }: { model: HallModel; sinceMs: number }) {
  const said = words.value.floor;
  const spentMs = deviceNowMs.value + model.clockAheadMs.value - sinceMs;
  const limitS = model.floor.value.speaking_limit_s;
  const over = limitS !== undefined && spentMs >= limitS * 1_000;
  return (
    <span class={`speaking-timer${over ? ' speaking-over' : ''}`} data-over={over}>
      <strong>{stopwatch(spentMs)}</strong>
      {limitS === undefined ? null : (
        <span class="speaking-limit">{over ? said.overtime : said.limit(stopwatch(limitS * 1_000))}</span>
      )}
    </span>
  );
}
