import { useEffect, useRef } from 'preact/hooks';
import { browserClock } from '../../protocol/clock';
import { wallGrid } from '../../state/wall_grid';
import { words } from '../../words/words';
import { ConnectionBanner } from '../ConnectionBanner';
import { StageAnnouncer } from '../StageAnnouncer';
import type { SeatView } from '../seat_view';
import { toggleFullScreen } from './full_screen';
import { useStillTiles } from './still_tiles';
import { WallClock } from './WallClock';
import { WallTile } from './WallTile';
import { useWakeLock } from './wake_lock';
import './wall.css';

/** Cells beside the branch venues: the main venue and the clock. */
const MORE_CELLS = 2;
/** The hint about full screen goes away after this long, milliseconds. */
const HINT_MS = 8_000;

/** The big screen: every venue at once, each at its fixed place. It has no controls. */
export function WallScreen({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const branches = model.branches.value;
  const grid = wallGrid(branches.length + MORE_CELLS);
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
  const main = model.venues.value.find((venue) => !branches.includes(venue));
  return (
    <main class="wall" data-page="wall" data-stage={model.stage.value}>
      <h1 class="heard-only">{model.session.value?.title}</h1>
      <StageAnnouncer model={model} />
      <ul
        class="wall-grid"
        style={{
          gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${grid.rows}, minmax(0, 1fr))`,
        }}
      >
        {branches.map((venue) => (
          <WallTile key={venue.number} seat={seat} venue={venue} still={still.value.has(venue.number)} />
        ))}
        {main === undefined ? null : (
          <WallTile key={main.number} seat={seat} venue={main} still={still.value.has(main.number)} />
        )}
        <WallClock model={model} />
      </ul>
      <ConnectionBanner model={model} />
      <p ref={hint} class="wall-hint" aria-hidden="true">
        {words.value.wall.hint}
      </p>
    </main>
  );
}
