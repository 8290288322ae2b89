import { useEffect, useRef } from 'preact/hooks';
import { browserClock } from '../../protocol/clock';
import { branchesShown, gridOf, showsAll } from '../../state/wall_pages';
import { words } from '../../words/words';
import { ConnectionBanner } from '../ConnectionBanner';
import { StageAnnouncer } from '../StageAnnouncer';
import type { SeatView } from '../seat_view';
import { toggleFullScreen } from './full_screen';
import { useStillTiles } from './still_tiles';
import { WallClock } from './WallClock';
import { WallCrawl, WallHead } from './WallNotices';
import { WallStage } from './WallStage';
import { WallTile } from './WallTile';
import { useWakeLock } from './wake_lock';
import './wall.css';

/** The hint about full screen goes away after this long, milliseconds. */
const HINT_MS = 8_000;

/**
 * The big screen: every venue at once, each at its fixed place, or fewer and larger as the console
 * lays it out. It has no controls.
 */
export function WallScreen({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const floor = model.floor.value;
  const all = showsAll(floor.wall);
  const branches = branchesShown(floor.wall, model.branches.value);
  const grid = gridOf(floor.wall, branches.length);
  const still = useStillTiles(seat);
  const hint = useRef<HTMLParagraphElement>(null);
  useWakeLock();
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (event.key === 'f' || event.key === 'F') toggleFullScreen();
    };
    const cancelHint = browserClock.after(HINT_MS, () => hint.current?.setAttribute('hidden', ''));
    window.addEventListener('keydown', handleKey);
    window.addEventListener('click', toggleFullScreen);
    return () => {
      cancelHint();
      window.removeEventListener('keydown', handleKey);
      window.removeEventListener('click', toggleFullScreen);
    };
  }, []);
  const main = model.venue(0);
  return (
    <main
      class={`wall wall-${floor.wall.pictures}`}
      data-page="wall"
      data-stage={model.stage.value}
      data-pictures={floor.wall.pictures}
    >
      <h1 class="heard-only">{model.session.value?.title}</h1>
      <StageAnnouncer model={model} />
      {all && floor.banner === undefined ? null : <WallHead model={model} brief={all} />}
      <ul
        class="wall-grid"
        style={{
          gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${grid.rows}, minmax(0, 1fr))`,
        }}
      >
        {all ? null : <WallStage seat={seat} />}
        {branches.map((venue) => (
          <WallTile key={venue.number} seat={seat} venue={venue} still={still.value.has(venue.number)} />
        ))}
        {!all || main === undefined ? null : (
          <WallTile key={main.number} seat={seat} venue={main} still={still.value.has(main.number)} />
        )}
        {all ? <WallClock model={model} /> : null}
      </ul>
      <WallCrawl model={model} />
      <ConnectionBanner model={model} />
      <p ref={hint} class="wall-hint" aria-hidden="true">
        {words.value.wall.hint}
      </p>
    </main>
  );
}
