import type { Board } from '../../wire/Board';
import type { Item } from '../../wire/Item';
import type { PlanVersion } from '../../wire/PlanVersion';
import type { ProtectedHoursOf } from '../../wire/ProtectedHoursOf';
import type { Slot } from '../../wire/Slot';
import { type CivilDate, daysLater, weekdayOf } from '../../words/dates';
import { peopleOf } from '../audience';
import type { Spot, WindowPlace } from './spots';

/** An item as the board draws it. */
export interface ItemView {
  readonly id: number;
  readonly title: string;
  readonly department: string;
  readonly minutes: number;
  /** People due for it. */
  readonly people: number;
  /** It cannot be published before somebody approves it. */
  readonly awaitsApproval: boolean;
  /** Approval was refused. */
  readonly refused: boolean;
  /** It stays in its window when the week is solved. */
  readonly locked: boolean;
}

/** An item in a window. */
export interface BlockView {
  readonly item: ItemView;
  /** Minutes after midnight. */
  readonly startMin: number;
}

/** A window as the board draws it. */
export interface WindowView extends WindowPlace {
  readonly room: string;
  /** The series that hosts it. */
  readonly series: string | undefined;
  /** Minutes after midnight. */
  readonly opensMin: number;
  /** Minutes after midnight. */
  readonly closesMin: number;
  readonly capMin: number;
  /** Its meeting is held or under way: nothing in it moves. */
  readonly closed: boolean;
  /** In the order of their starts. */
  readonly blocks: readonly BlockView[];
}

/** A day as the board draws it. */
export interface DayView {
  readonly date: CivilDate;
  readonly worked: boolean;
  /** Why the day is not what its weekday says, such as "国庆节". */
  readonly note: string;
  /** Worked instead of another day (调休). */
  readonly makeUp: boolean;
  /** The committees' own hours. */
  readonly protectedHours: readonly ProtectedHoursOf[];
}

/** A week as the board draws it. */
export interface WeekView {
  readonly days: readonly DayView[];
  readonly windows: readonly WindowView[];
  readonly tray: readonly ItemView[];
  /** The version shown: the draft, or else what is in force. */
  readonly version: PlanVersion | undefined;
}

const DAYS_A_WEEK = 7;
const WEEKDAYS = 5;

/** The version that the board shows for a week: its draft, or else what is in force. */
export function versionShown(board: Board): PlanVersion | undefined {
  return (
    board.versions.find((version) => version.state === 'draft') ??
    board.versions.find((version) => version.state === 'published' || version.state === 'frozen')
  );
}

/** A board of one week, as it is drawn. */
export function weekView(board: Board): WeekView {
  const version = versionShown(board);
  const slots = version?.slots ?? [];
  const items = new Map(board.items.map((item) => [item.id, item]));
  const departments = new Map(board.departments.map(({ department, name }) => [department, name]));
  const viewOf = (item: Item, slot: Slot | undefined): ItemView => ({
    id: item.id,
    title: item.title,
    department: departments.get(item.department) ?? '',
    minutes: item.minutes,
    people: peopleOf(item.audience, board.headcounts),
    awaitsApproval: item.approval === 'pending',
    refused: item.approval === 'refused',
    locked: slot !== undefined && slot.hold !== 'unlocked',
  });
  const placed = new Set(slots.map((slot) => slot.item));
  return {
    days: daysOf(board),
    windows: board.windows.map((window) => ({
      id: window.id,
      date: window.date,
      half: window.half,
      room: window.room,
      series: board.series.find((series) => series.id === window.series)?.name,
      opensMin: window.opens_min,
      closesMin: window.closes_min,
      capMin: window.cap_min,
      closed: window.state === 'closed',
      blocks: slots
        .filter((slot) => slot.window === window.id)
        .sort((a, b) => a.start_min - b.start_min)
        .flatMap((slot) => {
          const item = items.get(slot.item);
          return item === undefined ? [] : [{ item: viewOf(item, slot), startMin: slot.start_min }];
        }),
    })),
    tray: board.items
      .filter((item) => !item.withdrawn && !placed.has(item.id))
      .sort((a, b) => a.deadline.localeCompare(b.deadline) || b.priority - a.priority)
      .map((item) => viewOf(item, undefined)),
    version,
  };
}

/** Weekdays, and the days of the weekend that are worked or have a window. */
function daysOf(board: Board): DayView[] {
  return Array.from({ length: DAYS_A_WEEK }, (_, at) => daysLater(board.from, at))
    .map((date): DayView => {
      const exception = board.calendar.days.find((day) => day.date === date);
      return {
        date,
        worked: board.workdays.includes(date),
        note: exception?.note ?? '',
        makeUp: exception?.kind === 'make-up',
        protectedHours: board.calendar.protected.filter(
          (hours) => hours.date === date || hours.weekday === weekdayOf(date),
        ),
      };
    })
    .filter(
      ({ date, worked }) =>
        weekdayOf(date) <= WEEKDAYS || worked || board.windows.some((window) => window.date === date),
    );
}

/** Where an item is in the week that is shown. */
export function spotOf(week: WeekView, item: number): Spot {
  const window = week.windows.find(({ blocks }) => blocks.some((block) => block.item.id === item));
  return window === undefined ? 'tray' : { window: window.id };
}

/** Minutes of a window that its items take. */
export function usedMinutes(window: WindowView): number {
  return window.blocks.reduce((sum, block) => sum + block.item.minutes, 0);
}
