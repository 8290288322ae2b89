import type { Board } from '../../wire/Board';
import { type CivilDate, daysLater, mondayOf } from '../../words/dates';
import { type WeekView, weekView } from './view';

const DAYS_A_WEEK = 7;

/** Weeks that the overview shows: the one before the open one, it, and those after it. */
export const WEEKS_SHOWN = 4;

/** A week of the overview. */
export interface WeekAtAGlance {
  readonly monday: CivilDate;
  readonly week: WeekView;
}

/** The first and last day of the overview around an open week. */
export function overviewDates(open: CivilDate): { from: CivilDate; until: CivilDate } {
  const from = daysLater(open, -DAYS_A_WEEK);
  return { from, until: daysLater(from, WEEKS_SHOWN * DAYS_A_WEEK - 1) };
}

/** A board of several weeks, week by week; it begins on a Monday. */
export function weeksOf(board: Board): WeekAtAGlance[] {
  return Array.from({ length: WEEKS_SHOWN }, (_, at) => {
    const monday = daysLater(board.from, at * DAYS_A_WEEK);
    return { monday, week: weekView(weekOnly(board, monday)) };
  });
}

/** What of a board belongs to one week. */
function weekOnly(board: Board, monday: CivilDate): Board {
  const until = daysLater(monday, DAYS_A_WEEK - 1);
  return {
    ...board,
    from: monday,
    until,
    windows: board.windows.filter(({ date }) => mondayOf(date) === monday),
    versions: board.versions.filter(({ week }) => week === monday),
    items: board.items.filter(({ earliest, deadline }) => earliest <= until && deadline >= monday),
  };
}
