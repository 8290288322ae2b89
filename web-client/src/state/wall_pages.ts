import type { VenueState } from '../wire/VenueState';
import type { WallState } from '../wire/WallState';
import { type WallGrid, wallGrid } from './wall_grid';

/** How many pictures a wall can show; the last stands for every venue. */
export const WALL_LAYOUTS = [1, 4, 9, 16, 25, 33] as const;

/** Every venue at once. */
const EVERY_VENUE = 33;
/** Cells beside the branch venues where every venue is shown: the main venue and the clock. */
const MORE_CELLS = 2;

/** True where every venue has its own fixed place, and none of them is the stage's. */
export function showsAll(wall: WallState): boolean {
  return wall.pictures >= EVERY_VENUE;
}

/** The branches on the wall now: all of them, or those of the page that is turned up; the stage aside. */
export function branchesShown(wall: WallState, branches: readonly VenueState[]): readonly VenueState[] {
  if (showsAll(wall)) return branches;
  const each = wall.pictures - 1;
  return branches.slice((wall.page - 1) * each, wall.page * each);
}

/** Columns and rows of a layout of so many pictures, for a drawing of it. */
export function wallSquare(pictures: number): WallGrid {
  if (pictures >= EVERY_VENUE) return { columns: 7, rows: 5 };
  const side = Math.ceil(Math.sqrt(pictures));
  return { columns: side, rows: side };
}

/** Columns and rows of the wall's cells. */
export function gridOf(wall: WallState, branches: number): WallGrid {
  return showsAll(wall) ? wallGrid(branches + MORE_CELLS) : wallSquare(wall.pictures);
}
