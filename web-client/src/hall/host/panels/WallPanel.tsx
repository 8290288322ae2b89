import { WALL_LAYOUTS, wallSquare } from '../../../state/wall_pages';
import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** How many pictures the big screen shows, and which page of them. */
export function WallPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const said = words.value.wallPanel;
  const chair = chairOf(seat);
  const { pictures, page, pages } = seat.model.floor.value.wall;
  const turn = (to: number) => chair.send({ command: 'lay-out-wall', pictures, page: to });
  return (
    <Panel open={open} title={said.title}>
      <div class="layouts">
        {WALL_LAYOUTS.map((count) => (
          <button
            key={count}
            type="button"
            class="button layout"
            aria-pressed={pictures === count}
            disabled={!chair.ready}
            onClick={() => chair.send({ command: 'lay-out-wall', pictures: count, page: 1 })}
            data-layout={count}
          >
            <LayoutDrawing count={count} />
            <span>{count === 1 ? said.stageOnly : count === 33 ? said.all : said.pictures(count)}</span>
          </button>
        ))}
      </div>
      {pages > 1 ? (
        <div class="pages">
          <button
            type="button"
            class="button"
            disabled={!chair.ready || page <= 1}
            onClick={() => turn(page - 1)}
            data-action="previous-page"
          >
            {said.previous}
          </button>
          <span aria-live="polite">{said.page(page, pages)}</span>
          <button
            type="button"
            class="button"
            disabled={!chair.ready || page >= pages}
            onClick={() => turn(page + 1)}
            data-action="next-page"
          >
            {said.nextPage}
          </button>
        </div>
      ) : null}
      <p class="soft">{said.hint}</p>
    </Panel>
  );
}

/** A screen of 32×18 with its pictures as outlines. */
function LayoutDrawing({ count }: { count: number }) {
  const { columns, rows } = wallSquare(count);
  const lines = [
    ...Array.from({ length: columns - 1 }, (_, line) => `M${(32 * (line + 1)) / columns} 0V18`),
    ...Array.from({ length: rows - 1 }, (_, line) => `M0 ${(18 * (line + 1)) / rows}H32`),
  ];
  return (
    <svg class="layout-drawing" viewBox="-1 -1 34 20" fill="none" stroke="currentColor" aria-hidden="true">
      <path d={`M0 0H32V18H0z${lines.join('')}`} />
    </svg>
  );
}
