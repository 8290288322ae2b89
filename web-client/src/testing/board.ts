import type { Board } from '../wire/Board';
import type { Item } from '../wire/Item';
import type { PlanVersion } from '../wire/PlanVersion';
import type { Slot } from '../wire/Slot';
import type { Window } from '../wire/Window';

/** An item of department 1 for the secretaries (role 0) of venues 1 and 2. */
export function sampleItem(part: Partial<Item> & { id: number }): Item {
  return {
    department: 1,
    title: `事项${part.id}`,
    kind: 'discuss',
    minutes: 20,
    audience: [{ role: 0, venues: [1, 2] }],
    required: true,
    earliest: '2026-11-23',
    deadline: '2026-11-27',
    priority: 10,
    presenters: [],
    after: [],
    not_with: [],
    approval: 'not-needed',
    approval_reasons: [],
    withdrawn: false,
    made_ms: 0,
    offer_tips: false,
    ...part,
  };
}

/** A window of the morning of Monday, 23 November 2026. */
export function sampleWindow(part: Partial<Window> & { id: number }): Window {
  return {
    date: '2026-11-23',
    half: 'morning',
    room: '三楼会议室',
    opens_min: 540,
    closes_min: 690,
    cap_min: 90,
    state: 'called',
    ...part,
  };
}

/** A version of that week's plan. */
export function sampleVersion(state: PlanVersion['state'], slots: Slot[]): PlanVersion {
  return {
    id: 1,
    week: '2026-11-23',
    number: 1,
    state,
    made_ms: 0,
    made_by: 1,
    slots,
    cost: { unplaced_priority: 0, seat_trips: 0, sessions: 0, sit_through_min: 0, moves: 0 },
    savings: { sessions_before: 0, sessions: 0, trips_before: 0, trips: 0, hours_saved: 0 },
  };
}

/** The board of that week. */
export function sampleBoard(part: Partial<Board>): Board {
  return {
    from: '2026-11-23',
    until: '2026-11-29',
    now_ms: 0,
    workdays: ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'],
    calendar: { days: [], protected: [] },
    venues: [],
    roles: [{ number: 0, name: '书记' }],
    headcounts: [
      { venue: 1, role: 0, people: 1 },
      { venue: 2, role: 0, people: 2 },
    ],
    lines: [],
    departments: [{ department: 1, name: '党政办', privileged: false }],
    series: [],
    windows: [],
    calls: [],
    items: [],
    versions: [],
    quotas: [],
    load: [],
    approvals: [],
    proposals: [],
    ...part,
  };
}
