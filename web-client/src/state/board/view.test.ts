import { expect, test } from 'vitest';
import { sampleBoard, sampleItem, sampleVersion, sampleWindow } from '../../testing/board';
import { spotOf, usedMinutes, weekView } from './view';

const slot = (item: number, start_min: number) => ({ item, window: 1, start_min, hold: 'unlocked' as const });

test('items stand in their windows by their starts, the others in the tray by deadline, then priority', () => {
  const week = weekView(
    sampleBoard({
      windows: [sampleWindow({ id: 1 })],
      items: [
        sampleItem({ id: 1 }),
        sampleItem({ id: 2, minutes: 15 }),
        sampleItem({ id: 3, deadline: '2026-11-27', priority: 10 }),
        sampleItem({ id: 4, deadline: '2026-11-27', priority: 50 }),
        sampleItem({ id: 5, deadline: '2026-11-24' }),
        sampleItem({ id: 6, withdrawn: true }),
      ],
      versions: [sampleVersion('draft', [slot(1, 555), slot(2, 540)])],
    }),
  );
  expect(week.windows[0]?.blocks.map(({ item, startMin }) => [item.id, startMin])).toEqual([
    [2, 540],
    [1, 555],
  ]);
  expect(week.windows.map(usedMinutes)).toEqual([35]);
  expect(week.tray.map(({ id }) => id)).toEqual([5, 4, 3]);
  expect(spotOf(week, 1)).toEqual({ window: 1 });
  expect(spotOf(week, 5)).toBe('tray');
});

test('the draft is shown before what is in force, and without a draft what is in force', () => {
  const published = sampleVersion('published', []);
  const draft = sampleVersion('draft', []);
  expect(weekView(sampleBoard({ versions: [published, draft] })).version).toBe(draft);
  expect(weekView(sampleBoard({ versions: [published] })).version).toBe(published);
  expect(weekView(sampleBoard({})).version).toBeUndefined();
});

test('an item says how many people it is for, and what keeps it from being published', () => {
  const items = [
    sampleItem({ id: 1, approval: 'pending' }),
    sampleItem({ id: 2, approval: 'refused', audience: [{ role: 0, venues: [1] }] }),
  ];
  const { tray } = weekView(sampleBoard({ items }));
  expect(tray.map(({ people }) => people)).toEqual([3, 1]);
  expect(tray.map(({ awaitsApproval }) => awaitsApproval)).toEqual([true, false]);
  expect(tray.map(({ refused }) => refused)).toEqual([false, true]);
});

test('days of the weekend are shown where they are worked or have a window', () => {
  const calendar = {
    days: [
      { date: '2026-11-28', kind: 'make-up' as const, note: '元旦调休' },
      { date: '2026-11-27', kind: 'off' as const, note: '' },
    ],
    protected: [
      { weekday: 3, from_min: 810, until_min: 1020, note: '' },
      { date: '2026-11-23', from_min: 540, until_min: 600, note: '' },
    ],
  };
  const workdays = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-28'];
  const { days } = weekView(sampleBoard({ calendar, workdays }));
  expect(days.map(({ date }) => date.slice(8))).toEqual(['23', '24', '25', '26', '27', '28']);
  expect(days.map(({ worked }) => worked)).toEqual([true, true, true, true, false, true]);
  expect(days.map(({ makeUp }) => makeUp)).toEqual([false, false, false, false, false, true]);
  expect(days.map(({ protectedHours }) => protectedHours.length)).toEqual([1, 0, 1, 0, 0, 0]);
});
