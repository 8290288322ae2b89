/** Columns and rows of the wall. */
export interface WallGrid {
  readonly columns: number;
  readonly rows: number;
}

/** Width to height of one cell: a 16:9 picture with the name under it (274×216 at 1920×1080). */
const CELL_ASPECT = 274 / 216;
const SCREEN_ASPECT = 16 / 9;

/**
 * The grid that shows `cells` cells the largest on a 16:9 screen: 35 (33 venues, the main venue
 * and the clock) give 7×5.
 */
export function wallGrid(cells: number): WallGrid {
  const wanted = Math.max(1, cells);
  let best: WallGrid = { columns: 1, rows: wanted };
  let bestHeight = 0;
  for (let columns = 1; columns <= wanted; columns += 1) {
    const rows = Math.ceil(wanted / columns);
    // Height of a cell where the screen is 1 high.
    const height = Math.min(1 / rows, SCREEN_ASPECT / columns / CELL_ASPECT);
    if (height > bestHeight + 1e-9) {
      best = { columns, rows };
      bestHeight = height;
    }
  }
  return best;
}
