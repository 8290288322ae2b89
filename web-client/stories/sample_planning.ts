import type { ApprovalCase } from '../src/wire/ApprovalCase';
import type { Board } from '../src/wire/Board';
import type { Call } from '../src/wire/Call';
import type { Item } from '../src/wire/Item';
import type { MoveChecked } from '../src/wire/MoveChecked';
import type { PlanVersion } from '../src/wire/PlanVersion';
import type { Slot } from '../src/wire/Slot';
import type { Solved } from '../src/wire/Solved';
import type { Venue } from '../src/wire/Venue';
import type { Window } from '../src/wire/Window';
import { civilDate, daysLater, mondayOf } from '../src/words/dates';

const DEPARTMENTS = ['党政办', '党建办', '自治办', '平安办', '管理办', '服务办', '发展办', '武装部'];
const ROLES = ['书记', '主任', '民政社工', '卫生社工', '治保社工'];

/** [department, title, kind, minutes, roles, window, start, hold] */
type Row = [number, string, Item['kind'], number, number[], number?, number?, Slot['hold']?];

const ROWS: Row[] = [
  [1, '第四季度重点工作通报', 'inform', 15, [0, 1], 1, 540, 'slot'],
  [2, '主题教育阶段安排', 'discuss', 25, [0], 1, 555, 'slot'],
  [3, '楼组自治项目中期评议', 'decide', 30, [0, 1], 1, 580],
  [4, '岁末消防隐患排查', 'discuss', 20, [1, 4], 2, 810],
  [5, '垃圾分类实效测评反馈', 'inform', 10, [1], 2, 830],
  [6, '困难群众冬季送温暖', 'decide', 20, [2], 2, 840],
  [4, '电动自行车充电桩选址', 'decide', 15, [1], 4, 555],
  [6, '老年助餐点运营', 'discuss', 20, [1, 2], 4, 570],
  [7, '沿街商铺走访', 'discuss', 15, [1], 4, 540],
  [5, '加装电梯资金缺口协调', 'decide', 30, [1], 6, 810],
  [6, '家庭医生签约推进', 'discuss', 15, [3]],
  [8, '征兵政治考核部署', 'inform', 20, [0]],
  [3, '业委会换届指导', 'discuss', 45, [0, 1]],
  [5, '夏令热线投诉分析', 'discuss', 10, [1]],
];

/** A week of the street's planning, around today. */
export function samplePlanning(venues: readonly Venue[], nowMs: number) {
  const monday = mondayOf(civilDate(nowMs));
  const branches = venues.filter(({ number }) => number > 0).map(({ number }) => number);
  const window = (
    id: number,
    day: number,
    half: Window['half'],
    room: string,
    part?: Partial<Window>,
  ): Window => ({
    id,
    date: daysLater(monday, day),
    half,
    room,
    opens_min: half === 'morning' ? 540 : 810,
    closes_min: half === 'morning' ? 690 : 990,
    cap_min: 90,
    state: 'called',
    ...part,
  });
  const windows = [
    window(1, 0, 'morning', '三楼会议室', { series: 1 }),
    window(2, 0, 'afternoon', '三楼会议室'),
    window(3, 1, 'morning', '三楼会议室', { state: 'draft' }),
    window(4, 2, 'morning', '三楼会议室'),
    window(5, 2, 'morning', '二楼小会议室', { cap_min: 60 }),
    window(6, 3, 'afternoon', '三楼会议室'),
    window(7, 4, 'morning', '三楼会议室'),
  ];
  const items = ROWS.map(
    ([department, title, kind, minutes, roles], at): Item => ({
      id: at + 1,
      department,
      title,
      kind,
      minutes,
      audience: roles.map((role) => ({ role, venues: at === 5 ? branches.slice(0, 12) : branches })),
      required: at !== 8,
      earliest: daysLater(monday, 0),
      deadline: daysLater(monday, at === 13 ? 2 : 4),
      priority: 10,
      presenters: [['李红', '王建国', '陈晓'][at % 3] ?? ''],
      after: [],
      not_with: [],
      approval: at === 12 ? 'pending' : at === 9 ? 'granted' : 'not-needed',
      approval_reasons: at === 12 ? ['over-quota'] : at === 9 ? ['separate'] : [],
      ...(at === 9 ? { separate_reason: '需邀请房管部门到场' } : {}),
      withdrawn: false,
      made_ms: nowMs - at * 3_600_000,
      offer_tips: kind === 'inform',
    }),
  );
  const slots = ROWS.flatMap(([, , , , , place, start, hold], at): Slot[] =>
    place === undefined || start === undefined
      ? []
      : [{ item: at + 1, window: place, start_min: start, hold: hold ?? 'unlocked' }],
  );
  const version = (id: number, state: PlanVersion['state'], kept: Slot[], sessions: number): PlanVersion => ({
    id,
    week: monday,
    number: id,
    state,
    made_ms: nowMs - (4 - id) * 7_200_000,
    made_by: 1,
    ...(state === 'draft' ? {} : { published_ms: nowMs - (4 - id) * 7_100_000 }),
    slots: kept,
    cost: { unplaced_priority: 40, seat_trips: 231, sessions, sit_through_min: 660, moves: 1 },
    savings: { sessions_before: 10, sessions, trips_before: 441, trips: 231, hours_saved: 198 },
  });
  const draft = version(3, 'draft', slots, 4);
  const published = version(2, 'published', slots.slice(0, 6), 2);
  const approvals: ApprovalCase[] = [
    {
      id: 1,
      item: 13,
      department: 3,
      title: '业委会换届指导',
      reasons: ['over-quota', 'separate'],
      stated: '年底前四个小区业委会集中到期，需要分片指导。',
      state: 'pending',
      asked_ms: nowMs - 5_400_000,
      by_delegate: false,
      note: '',
      may_decide: true,
    },
    {
      id: 2,
      item: 10,
      department: 5,
      title: '加装电梯资金缺口协调',
      reasons: ['separate'],
      stated: '需邀请房管部门到场',
      state: 'granted',
      asked_ms: nowMs - 90_000_000,
      decided_ms: nowMs - 80_000_000,
      decided_by: 2,
      by_delegate: true,
      note: '同意，控制在半小时内。',
      may_decide: false,
    },
  ];
  const calls: Call[] = windows
    .filter(({ state }) => state === 'called')
    .slice(0, 3)
    .map((called, at) => ({
      id: at + 1,
      window: called,
      about: at === 0 ? '党建工作例会' : '',
      audience: at === 0 ? [{ role: 0, venues: branches }] : [],
      minutes_left: [20, 40, 40][at] ?? 0,
      made_ms: nowMs - 86_400_000,
      deadline_ms: nowMs + 5 * 3_600_000,
      open: true,
      answers: DEPARTMENTS.slice(1).map((_, position) => ({
        department: position + 2,
        answer: position < 3 ? ('item' as const) : position < 5 ? ('nothing' as const) : ('waiting' as const),
        items: position < 3 ? [position + 2] : [],
        ...(position < 5 ? { answered_ms: nowMs - position * 1_800_000 } : {}),
      })),
    }));
  const board: Board = {
    from: monday,
    until: daysLater(monday, 6),
    now_ms: nowMs,
    workdays: [0, 1, 2, 3, 4, 5].map((day) => daysLater(monday, day)),
    calendar: {
      days: [{ date: daysLater(monday, 5), kind: 'make-up', note: '元旦调休' }],
      protected: [{ weekday: 3, from_min: 810, until_min: 1020, note: '居委会例会' }],
    },
    venues: [...venues],
    roles: ROLES.map((name, number) => ({ number, name })),
    headcounts: branches.flatMap((venue) => ROLES.map((_, role) => ({ venue, role, people: 1 }))),
    lines: ['党建', '民政', '平安'].map((name, at) => ({ id: at + 1, name })),
    departments: DEPARTMENTS.map((name, at) => ({
      department: at + 1,
      name,
      privileged: at === 1 || at === 2,
    })),
    series: [
      {
        id: 1,
        department: 2,
        name: '党建工作例会',
        week: 4,
        weekday: 1,
        half: 'morning',
        audience: [{ role: 0, venues: branches }],
        approval: 'not-needed',
      },
    ],
    windows,
    calls,
    items,
    versions: [published, draft],
    quotas: [
      { quota: { id: 1, department: 3, from: monday, until: monday, allowed: 2 }, used: 1, waiting: 1 },
      { quota: { id: 2, department: 4, from: monday, until: monday, allowed: 2 }, used: 2, waiting: 0 },
      { quota: { id: 3, department: 5, from: monday, until: monday, allowed: 1 }, used: 2, waiting: 1 },
      { quota: { id: 4, line: 2, from: monday, until: monday, allowed: 4 }, used: 2, waiting: 0 },
    ],
    load: branches.flatMap((venue) => [
      { venue, role: 0, people: 1, sessions: 1, own_min: 70, sit_through_min: 0 },
      { venue, role: 1, people: 1, sessions: 4, own_min: 155, sit_through_min: 20 },
    ]),
    approvals,
    proposals: [
      {
        items: [14, 10],
        window: 6,
        people: 33,
        trips_saved: 33,
        words: {
          zh: '“夏令热线投诉分析”与“加装电梯资金缺口协调”的参会人相同，可并入周四下午。',
          en: '“Summer hotline complaints” and “Funding of lifts” call the same people; both fit into Thursday afternoon.',
        },
      },
    ],
  };
  const solved: Solved = {
    draft,
    before: { unplaced_priority: 80, seat_trips: 330, sessions: 6, sit_through_min: 1_240, moves: 0 },
    before_savings: { sessions_before: 8, sessions: 6, trips_before: 363, trips: 330, hours_saved: 31 },
    proven: true,
    proof: { zh: '已证明是最优方案', en: 'proven: there is no better plan' },
    explanations: items.map(({ id, title }) => ({
      item: id,
      placed: id <= 10,
      why:
        id <= 10
          ? {
              zh: `“${title}”排在周一上午：与“主题教育阶段安排”拼会，少跑33人次；从周三调到周一，少跑33人次。`,
              en: `“${title}” is on Mon morning: it shares the session, which saves 33 trips.`,
            }
          : {
              zh: `“${title}”没有排上：周四下午合计105分钟，超过上限90分钟。`,
              en: `“${title}” has no slot: it would take 105 minutes; the limit is 90.`,
            },
    })),
    took_ms: 380,
  };
  const checked: MoveChecked = {
    forbidden: [],
    against_before: { zh: '少跑33人次', en: 'saves 33 trips' },
    against_best: { zh: '代价相同', en: 'costs the same' },
    cost: draft.cost,
    slots,
  };
  const answers: Record<string, unknown> = {
    'planning/board': board,
    [`planning/weeks/${monday}/solve`]: solved,
    [`planning/weeks/${monday}/move`]: checked,
    [`planning/weeks/${monday}/versions`]: [published, draft],
    'planning/items': items,
    'planning/calls': calls,
    'planning/approvals': approvals,
    'planning/roles': board.roles,
    'planning/lines': board.lines,
    'planning/departments': board.departments,
    'planning/calendar': board.calendar,
    'planning/presenters': [
      { name: '王建国', hours: [{ date: daysLater(monday, 1), from_min: 540, until_min: 690 }] },
      { name: '陈晓', hours: [{ date: daysLater(monday, 2), from_min: 810, until_min: 1020 }] },
    ],
    'planning/quotas': board.quotas.map(({ quota }) => quota),
    'planning/windows': windows,
    'planning/series': board.series,
    'planning/approvers': { leader: 2, delegate: { user: 3, from: monday, until: daysLater(monday, 4) } },
    'planning/people': branches.slice(0, 6).flatMap((venue) =>
      ROLES.map((_, role) => ({
        id: venue * 10 + role,
        venue,
        name: `${['张', '李', '王', '陈', '赵'][role] ?? ''}${['红', '建国', '晓', '敏', '强', '莉'][venue - 1] ?? ''}`,
        role,
        ...(role === 4 ? {} : { email: `p${venue}${role}@example.gov.cn` }),
      })),
    ),
    'planning/users/1/department': {},
    'planning/users/3/department': { department: 4 },
  };
  return answers;
}
