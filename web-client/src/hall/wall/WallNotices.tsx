import type { HallModel } from '../../state/hall_model';
import { deviceNowMs } from '../../state/now';
import { clockTime } from '../../words/time';
import { words } from '../../words/words';

/** Characters of the crawl that pass a place in a second. */
const CRAWL_CHARS_PER_S = 5;
/** Characters that fit on the screen beside each other, which have to pass too. */
const SCREEN_CHARS = 45;

/** The line over the pictures: banner or title; unless a clock stands among them, the time and how many are here. */
export function WallHead({ model, brief }: { model: HallModel; brief: boolean }) {
  const { online, due } = model.attendance.value;
  return (
    <header class="wall-head" data-banner={model.floor.value.banner !== undefined}>
      <strong>{model.floor.value.banner ?? model.session.value?.title}</strong>
      {brief ? null : (
        <>
          <span>
            {online} / {due} {words.value.wall.online}
          </span>
          <span class="wall-head-time">{clockTime(deviceNowMs.value + model.clockAheadMs.value)}</span>
        </>
      )}
    </header>
  );
}

/** The crawl under the pictures; it stands still for those who want no motion. */
export function WallCrawl({ model }: { model: HallModel }) {
  const { crawl } = model.floor.value;
  if (crawl === undefined) return null;
  const seconds = ([...crawl].length + SCREEN_CHARS) / CRAWL_CHARS_PER_S;
  return (
    <p class="wall-crawl" role="status">
      <span key={crawl} style={{ animationDuration: `${seconds}s` }}>
        {crawl}
      </span>
    </p>
  );
}
