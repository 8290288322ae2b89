import { describe, expect, it } from 'vitest';
import type { Review } from '../../wire/Review';
import type { VenueRow } from '../../wire/VenueRow';
import { columnsOf, rowsWith } from './trouble';

function row(venue: number, more: Partial<VenueRow> = {}): VenueRow {
  return {
    venue,
    roles: [],
    people_due: null,
    headcount: null,
    people: [],
    due: [],
    there: [],
    reconnects: 0,
    there_ms: 0,
    due_ms: 60_000,
    due_there_ms: 30_000,
    items_due: 0,
    items_there: 0,
    late_ms: null,
    early_ms: null,
    leave: null,
    absent: false,
    roll_call: null,
    picture_ms: 0,
    sound_ms: 0,
    questions: 0,
    corrected: false,
    ...more,
  };
}

function review(venues: VenueRow[]): Review {
  return {
    session: 1,
    title: '例会',
    phase: 'ended',
    venues: [],
    record: {
      thresholds: { gap_s: 120, late_s: 300, early_s: 300 },
      opened_ms: 0,
      ended_ms: 60_000,
      outages: [],
      venues,
      items: [],
      questions: [],
      decisions: [],
      leaves: [],
      corrections: [],
    },
    confirmed: null,
    may_confirm: true,
    me: { id: 1, name: 'zhao' },
  };
}

describe('the matrix', () => {
  it('filters by trouble and never lists the main venue', () => {
    const all = review([row(0, { absent: true }), row(1), row(2, { absent: true }), row(3, { late_ms: 1 })]);
    expect(rowsWith(all, 'all').map((of) => of.venue)).toEqual([1, 2, 3]);
    expect(rowsWith(all, 'absent').map((of) => of.venue)).toEqual([2]);
    expect(rowsWith(all, 'late').map((of) => of.venue)).toEqual([3]);
  });

  it('has one column for the whole session where there is no run of show', () => {
    const [column] = columnsOf(review([row(1)]), '整场会议');
    expect(column?.title).toBe('整场会议');
    expect(column?.cellOf(row(1))).toEqual({ dueMs: 60_000, thereMs: 30_000, roles: [] });
  });
});
