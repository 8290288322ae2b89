import type { AgendaItemState } from '../src/wire/AgendaItemState';
import type { AgendaState } from '../src/wire/AgendaState';
import type { VenueReadiness } from '../src/wire/VenueReadiness';

const MINUTE_MS = 60_000;

/** Title, department, presenter, minutes, planned start in minutes from the opening, venues due. */
const ITEMS: readonly (readonly [string, string, string, number, number, readonly number[]])[] = [
  ['第四季度安全生产检查', '平安办', '周科长', 10, 0, []],
  ['垃圾分类月度通报', '管理办', '李科长', 15, 10, []],
  ['加装电梯推进情况和下一步安排', '自治办', '王科长', 10, 25, [3, 9, 12, 20]],
  ['冬季走访困难家庭', '服务办', '陈科长', 10, 35, [3, 5, 8]],
  ['社区工作者考核', '党建办', '赵科长', 15, 45, []],
  ['征兵宣传', '武装部', '孙部长', 5, 60, [1, 2, 4]],
];

/** A run of show 42 minutes into the session, its third item running `overMinutes` over its time. */
export function sampleAgenda(nowMs: number, overMinutes = 0): AgendaState {
  const openedMs = nowMs - 42 * MINUTE_MS;
  const items = ITEMS.map(([title, department, presenter, minutes, from, due], position): AgendaItemState => {
    const planned = openedMs + from * MINUTE_MS;
    const state = position < 2 ? 'ended' : position === 2 ? 'running' : 'waiting';
    const late = 7 + overMinutes;
    return {
      number: position + 1,
      title,
      department,
      kind: 'inform',
      minutes,
      presenter,
      due: [...due],
      state,
      planned_start_ms: planned,
      expected_start_ms: state === 'waiting' ? planned + late * MINUTE_MS : planned,
      ...(state === 'running'
        ? { started_ms: planned, time_up_ms: nowMs - (overMinutes === 0 ? -4.2 : overMinutes) * MINUTE_MS }
        : {}),
    };
  });
  return { items, current: 3 };
}

/** Readiness with some of every kind of trouble. */
export function sampleReadiness(): VenueReadiness[] {
  return Array.from({ length: 33 }, (_, position): VenueReadiness => {
    const venue = position + 1;
    return {
      venue,
      camera: venue === 26 ? 'bad' : 'good',
      microphone: venue === 11 ? 'bad' : venue === 15 ? 'unknown' : 'good',
      picture: venue === 18 ? 'bad' : 'good',
      sound: 'good',
      starved: venue === 24,
      path: {
        transport: venue === 29 ? 'tcp' : 'udp',
        round_trip_ms: 4 + ((venue * 7) % 23),
        headroom_percent: venue === 24 ? 62 : 180 + ((venue * 37) % 240),
        lost_in_permille: 0,
        lost_out_permille: 0,
      },
    };
  });
}
