import { MAIN_VENUE } from '../../wire/constants';
import type { Review } from '../../wire/Review';
import type { RoleRow } from '../../wire/RoleRow';
import type { VenueRow } from '../../wire/VenueRow';

/** What a venue's row can be looked up by. */
export type Trouble = 'all' | 'absent' | 'late' | 'early' | 'leave' | 'broken' | 'waiting';

/** The filters, in the order of the bar. */
export const TROUBLES: readonly Trouble[] = ['all', 'absent', 'late', 'early', 'leave', 'broken', 'waiting'];

/** The branch venues of a record that a filter lets through, by number. */
export function rowsWith(review: Review, trouble: Trouble): readonly VenueRow[] {
  return review.record.venues.filter((row) => row.venue !== MAIN_VENUE && has(review, row, trouble));
}

function has(review: Review, row: VenueRow, trouble: Trouble): boolean {
  switch (trouble) {
    case 'all':
      return true;
    case 'absent':
      return row.absent;
    case 'late':
      return row.late_ms !== null;
    case 'early':
      return row.early_ms !== null;
    case 'leave':
      return row.leave !== null || review.record.leaves.some((leave) => leave.venue === row.venue);
    case 'broken':
      return row.reconnects > 0 || row.there.length > 1;
    case 'waiting':
      return review.record.corrections.some((of) => of.venue === row.venue && of.verdict === null);
  }
}

/** A venue's part in a column of the matrix. */
export interface CellView {
  readonly dueMs: number;
  readonly thereMs: number;
  readonly roles: readonly RoleRow[];
}

/** A column of the matrix: an item, or the whole session where there is no run of show. */
export interface Column {
  readonly number: number;
  readonly title: string;
  readonly cellOf: (row: VenueRow) => CellView | undefined;
}

/** The matrix's columns. */
export function columnsOf(review: Review, wholeSession: string): readonly Column[] {
  const { items } = review.record;
  if (items.length === 0) {
    return [
      {
        number: 0,
        title: wholeSession,
        cellOf: (row) => ({ dueMs: row.due_ms, thereMs: row.due_there_ms, roles: row.roles }),
      },
    ];
  }
  return items.map((item) => {
    const cells = new Map(item.cells.map((cell) => [cell.venue, cell]));
    return {
      number: item.number,
      title: item.title,
      cellOf: (row: VenueRow) => {
        const cell = cells.get(row.venue);
        if (cell === undefined) return undefined;
        return { dueMs: cell.due_ms, thereMs: cell.there_ms, roles: cell.roles };
      },
    };
  });
}

/** Whole minutes, rounded to the nearest, of milliseconds. */
export function minutesOf(spanMs: number): number {
  return Math.round(spanMs / 60_000);
}
