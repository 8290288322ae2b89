import { expect, test } from 'vitest';
import { sampleBoard, sampleItem, sampleVersion, sampleWindow } from '../../testing/board';
import { overviewDates, WEEKS_SHOWN, weeksOf } from './weeks';

const MONDAY = '2026-11-23';

test('the overview begins the week before the open one and moves with it', () => {
  expect(overviewDates(MONDAY)).toEqual({ from: '2026-11-16', until: '2026-12-13' });
  expect(overviewDates('2026-11-30').from).toBe(MONDAY);
});

test('each week has its own windows, plan and items that still wait', () => {
  const { from, until } = overviewDates(MONDAY);
  const slot = { item: 1, window: 1, start_min: 540, hold: 'unlocked' as const };
  const weeks = weeksOf(
    sampleBoard({
      from,
      until,
      windows: [sampleWindow({ id: 1, date: '2026-11-24' }), sampleWindow({ id: 2, date: '2026-12-01' })],
      items: [
        sampleItem({ id: 1, earliest: MONDAY, deadline: '2026-11-27' }),
        sampleItem({ id: 2, earliest: '2026-11-30', deadline: '2026-12-04' }),
      ],
      versions: [{ ...sampleVersion('draft', [slot]), week: MONDAY }],
    }),
  );
  expect(weeks).toHaveLength(WEEKS_SHOWN);
  const [before, open, next] = weeks;
  expect(before?.week.windows).toEqual([]);
  expect(open?.week.windows.map(({ id, blocks }) => [id, blocks.length])).toEqual([[1, 1]]);
  expect(open?.week.version?.state).toBe('draft');
  expect(open?.week.tray).toEqual([]);
  expect(next?.week.version).toBeUndefined();
  expect(next?.week.windows.map(({ id }) => id)).toEqual([2]);
  expect(next?.week.tray.map(({ id }) => id)).toEqual([2]);
});
