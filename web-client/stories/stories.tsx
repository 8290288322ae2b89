import { signal } from '@preact/signals';
import { type ComponentChild, render } from 'preact';
import { LanguageSwitch } from '../src/design/LanguageSwitch';
import { DeskPage } from '../src/desk/DeskPage';
import { BranchScreen } from '../src/hall/branch/BranchScreen';
import { DeviceCheckCard } from '../src/hall/check/DeviceCheckCard';
import { PathLines } from '../src/hall/check/PathLines';
import type { Kept } from '../src/hall/check/test_call';
import { HostScreen } from '../src/hall/host/HostScreen';
import { Lobby, type LobbyState } from '../src/hall/Lobby';
import type { SeatView } from '../src/hall/seat_view';
import { WallScreen } from '../src/hall/wall/WallScreen';
import type { PathTrial } from '../src/protocol/path_trial';
import { startClock } from '../src/state/now';
import type { RollCallState } from '../src/wire/RollCallState';
import type { SignInSheet } from '../src/wire/SignInSheet';
import { recallLanguage, switchLanguage } from '../src/words/words';
import { sampleAgenda } from './sample_agenda';
import { sampleSeat } from './sample_seat';
import { answerAsServer } from './sample_server';
import '../src/design/tokens.css';
import '../src/design/base.css';
import '../src/design/notice.css';
import '../src/hall/hall.css';

/** The way into the hall, and what stands below it. */
function lobby(state: LobbyState, below: ComponentChild = null): ComponentChild {
  const entry = { choice: { value: { choose: () => {} } }, sitAgain: () => {} };
  return (
    <main class={below === null ? 'lobby' : 'lobby lobby-with-check'}>
      <div class="lobby-corner">
        <LanguageSwitch />
      </div>
      <Lobby lobby={state} entry={entry as never} />
      {below}
    </main>
  );
}

/** The page that waits, with what trying the path came to. */
function testCall(udp: PathTrial, tcp: PathTrial): ComponentChild {
  const call = {
    udp: signal(udp),
    tcp: signal(tcp),
    kept: signal<Kept>({ state: 'kept' }),
    tryPaths: () => {},
  };
  return lobby(
    { kind: 'waiting', title: '第47周街道居委工作例会', afterEnd: false },
    <DeviceCheckCard devices={sampleSeat({ place: 'branch', own: 3 })} path={<PathLines call={call} />} />,
  );
}

const nowMs = Date.now();
const queue = [
  {
    number: 4,
    venue: 9,
    topic: '加装电梯的资金缺口由谁协调',
    point_of_order: false,
    asked_ms: nowMs - 185_000,
  },
  { number: 5, venue: 12, topic: '', point_of_order: false, asked_ms: nowMs - 96_000 },
  {
    number: 6,
    venue: 20,
    topic: '垃圾厢房改造期间，临时投放点设在哪里、由哪个部门负责清运，请街道明确一个时间表',
    point_of_order: false,
    asked_ms: nowMs - 41_000,
  },
];
const asked = {
  number: 3,
  venue: 3,
  topic: '夏令热线投诉集中，能否增加执法力量',
  point_of_order: false,
  asked_ms: nowMs - 300_000,
};
const speaking = { question: asked, since_ms: nowMs - 75_000 };
/** The wall with fewer pictures than venues, turned to its last page but one. */
function wallOf(pictures: number, pages: number): ComponentChild {
  const wall = { pictures, page: Math.max(1, pages - 1), pages };
  return <WallScreen seat={sampleSeat({ place: 'wall', stage: 3, floor: { queue, speaking, wall } })} />;
}

const agenda = sampleAgenda(nowMs);
const rollCall = {
  purpose: 'attendance',
  running: true,
  began_ms: nowMs - 60_000,
  called: 12,
  next: 13,
  marks: Array.from({ length: 11 }, (_, position) => ({
    venue: position + 1,
    result: position === 6 ? 'absent' : position === 3 ? 'skipped' : 'present',
    at_ms: nowMs,
  })),
} satisfies RollCallState;

/** A story that opens something in the page once it is drawn. */
function pressing(seat: SeatView, ...keys: string[]): ComponentChild {
  setTimeout(() => {
    for (const key of keys) window.dispatchEvent(new KeyboardEvent('keydown', { key }));
  }, 50);
  return <HostScreen seat={seat} />;
}

/** A story in which something in the page is clicked once it is drawn. */
function clicking(seat: SeatView, ...selectors: string[]): ComponentChild {
  setTimeout(() => {
    for (const selector of selectors) document.querySelector<HTMLElement>(selector)?.click();
  }, 50);
  return <HostScreen seat={seat} />;
}

/** A branch in which buttons are pressed one after another, each once it is there. */
function opened(seat: SeatView, ...selectors: string[]): ComponentChild {
  const press = () => {
    const [next, ...rest] = selectors;
    if (next === undefined) return;
    document.querySelector<HTMLElement>(next)?.click();
    selectors = rest;
    setTimeout(press, 50);
  };
  setTimeout(press, 50);
  return <BranchScreen seat={seat} />;
}

const sheet = {
  venue: 3,
  headcount: 9,
  entered_ms: nowMs,
  people: [
    {
      who: { name: '李建国', role: '书记' },
      since_ms: nowMs - 2_400_000,
      entered_ms: nowMs - 2_400_000,
      late_entry: false,
    },
    {
      who: { name: '王芳', role: '主任' },
      since_ms: nowMs - 2_000_000,
      entered_ms: nowMs - 900_000,
      late_entry: true,
      gone_ms: nowMs - 300_000,
    },
  ],
} satisfies SignInSheet;

const everyBranch = Array.from({ length: 33 }, (_, position) => position + 1);

const HALL: Record<string, () => ComponentChild> = {
  host: () => <HostScreen seat={sampleSeat({ place: 'host' })} />,
  'host-branch-on-stage': () => <HostScreen seat={sampleSeat({ place: 'host', stage: 3, muted: true })} />,
  'host-encoder': () => <HostScreen seat={sampleSeat({ place: 'host', encoder: true })} />,
  'host-encoder-readiness': () =>
    clicking(sampleSeat({ place: 'host', encoder: true }), '[data-action="readiness"]'),
  'host-lost': () => <HostScreen seat={sampleSeat({ place: 'host', stage: 3, link: { state: 'lost' } })} />,
  'host-denied': () => <HostScreen seat={sampleSeat({ place: 'host', trouble: 'denied' })} />,
  'host-queue': () => <HostScreen seat={sampleSeat({ place: 'host', floor: { queue } })} />,
  'host-speaking': () => (
    <HostScreen
      seat={sampleSeat({ place: 'host', stage: 3, floor: { queue, speaking, speaking_limit_s: 180 } })}
    />
  ),
  'host-settling': () => (
    <HostScreen
      seat={sampleSeat({
        place: 'host',
        floor: { ended_questions: [{ question: asked, granted_ms: nowMs - 90_000, ended_ms: nowMs }] },
      })}
    />
  ),
  'host-agenda': () =>
    pressing(
      sampleSeat({
        place: 'host',
        stage: 3,
        agenda,
        floor: { queue, speaking, speaking_limit_s: 180, muted: [1, 2, 5], slides: 3, chair_requests: [8] },
      }),
      'End',
    ),
  'host-overrun': () => pressing(sampleSeat({ place: 'host', agenda: sampleAgenda(nowMs, 3) }), 'Home'),
  'host-roll-call': () =>
    pressing(sampleSeat({ place: 'host', stage: 12, agenda, floor: { queue, roll_call: rollCall } })),
  'host-roll-call-begin': () => pressing(sampleSeat({ place: 'host', agenda }), 'r'),
  'host-patrol': () =>
    pressing(
      sampleSeat({
        place: 'host',
        floor: { patrol: { scope: 'chair', every_s: 20, venue: 14, turn_ends_ms: nowMs + 12_000 } },
      }),
      'p',
    ),
  'host-wall': () =>
    pressing(sampleSeat({ place: 'host', floor: { wall: { pictures: 9, page: 2, pages: 5 } } }), 'w'),
  'host-notices': () =>
    clicking(sampleSeat({ place: 'host', floor: { queue } }), '[data-action="panel-notices"]'),
  'host-limit': () =>
    clicking(sampleSeat({ place: 'host', floor: { queue } }), '[data-action="panel-limit"]'),
  'host-chair': () =>
    clicking(
      sampleSeat({ place: 'host', floor: { queue, chair_requests: [8, 21] } }),
      '[data-action="panel-chair"]',
    ),
  'host-record': () =>
    clicking(
      sampleSeat({
        place: 'host',
        floor: {
          ended_questions: [
            {
              question: { ...asked, number: 1, venue: 16, topic: '' },
              granted_ms: nowMs - 900_000,
              ended_ms: nowMs - 800_000,
              outcome: { outcome: 'answered' },
            },
            {
              question: { ...asked, number: 2, venue: 5 },
              granted_ms: nowMs - 700_000,
              ended_ms: nowMs - 500_000,
              outcome: { outcome: 'follow-up', owner: '平安办 周科长' },
            },
            { question: asked, granted_ms: nowMs - 90_000, ended_ms: nowMs },
          ],
        },
      }),
      '[data-action="panel-record"]',
    ),
  'host-missing': () => {
    const seat = sampleSeat({ place: 'host' });
    seat.model.onMessage({ type: 'call', missing: [7, 12, 31] });
    return clicking(seat, '[data-action="call-missing"]');
  },
  'host-end': () => clicking(sampleSeat({ place: 'host', agenda }), '[data-action="panel-end"]'),
  'host-readiness': () => pressing(sampleSeat({ place: 'host' }), 'k'),
  'host-keys': () => pressing(sampleSeat({ place: 'host' }), '?'),
  'host-undo': () =>
    clicking(sampleSeat({ place: 'host', agenda, floor: { queue } }), '[data-action="mute-all"]'),
  'host-without-chair': () => <HostScreen seat={sampleSeat({ place: 'host', floor: { queue, chair: 5 } })} />,
  'wall-asking': () => (
    <WallScreen seat={sampleSeat({ place: 'wall', stage: 3, floor: { queue, speaking } })} />
  ),
  'branch-agenda': () => (
    <BranchScreen
      seat={sampleSeat({ place: 'branch', own: 5, agenda, floor: { crawl: '请各会场把手机调成静音。' } })}
    />
  ),
  'branch-called': () => (
    <BranchScreen
      seat={sampleSeat({
        place: 'branch',
        own: 12,
        stage: 0,
        floor: { roll_call: rollCall, chair_requests: [12] },
      })}
    />
  ),
  'branch-slides': () => (
    <BranchScreen seat={sampleSeat({ place: 'branch', own: 5, slides: 3, stage: 3, agenda })} />
  ),
  'branch-chair': () => (
    <BranchScreen seat={sampleSeat({ place: 'branch', own: 3, floor: { chair: 3, queue } })} />
  ),
  'branch-more': () => opened(sampleSeat({ place: 'branch', own: 3 }), '[data-action="more"]'),
  'branch-topic': () => opened(sampleSeat({ place: 'branch', own: 3 }), '[data-action="ask"]'),
  'branch-watch': () =>
    opened(sampleSeat({ place: 'branch', own: 3 }), '[data-action="more"]', '[data-action="watch"]'),
  'branch-check': () =>
    opened(
      sampleSeat({ place: 'branch', own: 3, trouble: 'busy' }),
      '[data-action="more"]',
      '[data-action="check"]',
    ),
  'branch-sign-in': () =>
    opened(sampleSeat({ place: 'branch', own: 3, sheets: [sheet] }), '[data-action="sign-in"]'),
  'host-slides': () =>
    clicking(
      sampleSeat({ place: 'host', slides: 3, stage: 3, agenda, floor: { slides: 3 } }),
      '[data-action="panel-slides"]',
    ),
  'branch-waiting': () => (
    <BranchScreen seat={sampleSeat({ place: 'branch', own: 20, floor: { queue, muted: everyBranch } })} />
  ),
  'branch-speaking': () => (
    <BranchScreen
      seat={sampleSeat({ place: 'branch', own: 3, stage: 3, floor: { speaking, speaking_limit_s: 180 } })}
    />
  ),
  'branch-closed': () => (
    <BranchScreen seat={sampleSeat({ place: 'branch', own: 3, floor: { list_closed: true } })} />
  ),
  'wall-four': () => wallOf(4, 11),
  'wall-nine': () => wallOf(9, 5),
  'wall-sixteen': () => wallOf(16, 3),
  'wall-twenty-five': () => wallOf(25, 2),
  'wall-one': () => (
    <WallScreen
      seat={sampleSeat({ place: 'wall', stage: 3, floor: { wall: { pictures: 1, page: 1, pages: 1 } } })}
    />
  ),
  'wall-notices': () => (
    <WallScreen
      seat={sampleSeat({
        place: 'wall',
        floor: {
          banner: '热烈欢迎市委宣传部领导莅临指导',
          crawl: '请各会场把手机调成静音；会议结束后请各居委会书记留下，五分钟后继续讨论加装电梯。',
          patrol: { scope: 'chair', every_s: 20, venue: 14, turn_ends_ms: nowMs + 12_000 },
        },
      })}
    />
  ),
  wall: () => <WallScreen seat={sampleSeat({ place: 'wall', stage: 3 })} />,
  'wall-lost': () => <WallScreen seat={sampleSeat({ place: 'wall', link: { state: 'lost' } })} />,
  branch: () => <BranchScreen seat={sampleSeat({ place: 'branch', own: 3 })} />,
  'branch-on-stage': () => <BranchScreen seat={sampleSeat({ place: 'branch', own: 3, stage: 3 })} />,
  'branch-lost': () => (
    <BranchScreen seat={sampleSeat({ place: 'branch', own: 3, link: { state: 'lost' } })} />
  ),
  'branch-denied': () => (
    <BranchScreen seat={sampleSeat({ place: 'branch', own: 3, trouble: 'denied', soundBlocked: true })} />
  ),
  'lobby-waiting': () => lobby({ kind: 'waiting', title: undefined, afterEnd: false }),
  'lobby-check': () => testCall({ state: 'passes', afterMs: 31 }, { state: 'passes', afterMs: 84 }),
  'lobby-check-tcp': () => testCall({ state: 'blocked' }, { state: 'passes', afterMs: 84 }),
  'lobby-check-none': () => testCall({ state: 'blocked' }, { state: 'blocked' }),
  'lobby-ended': () => lobby({ kind: 'waiting', title: undefined, afterEnd: true }),
  'lobby-replaced': () => lobby({ kind: 'replaced' }),
  'lobby-several': () =>
    lobby({
      kind: 'several',
      sessions: ['第47周街道居委工作例会', '垃圾分类条线培训'].map((title, position) => ({
        id: position,
        title,
        phase: 'live',
        venues: [],
        created_ms: 0,
        opened_ms: Date.now() - 600_000,
        ended_ms: null,
      })),
    }),
  'lobby-refused': () =>
    lobby({
      kind: 'refused',
      problem: {
        status: 403,
        code: 'not-invited',
        title: '本会场没有受邀参加这场会议',
        detail: '如有疑问，请联系街道党政办。',
      },
    }),
};

/** Presses buttons of the page, and fills fields in, one after another, each once it is there. */
function inTurn(steps: readonly (readonly [selector: string, text?: string])[]): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  const [selector, text] = step;
  const found = document.querySelector<HTMLElement>(selector);
  if (found instanceof HTMLInputElement && text !== undefined) {
    found.value = text;
    found.dispatchEvent(new InputEvent('input', { bubbles: true }));
  } else {
    found?.click();
  }
  setTimeout(() => inTurn(found === null ? steps : rest), 50);
}

/** A page of the desk, who looks at it, and what they do there. */
interface DeskStory {
  readonly path: string;
  readonly who: 'nobody' | 'administrator' | 'empty';
  readonly steps?: readonly (readonly [selector: string, text?: string])[];
}

const DESK: Record<string, DeskStory> = {
  login: { path: '/login', who: 'nobody' },
  setup: { path: '/setup?token=t', who: 'nobody' },
  sessions: { path: '/', who: 'administrator' },
  'sessions-empty': { path: '/', who: 'empty' },
  venues: { path: '/venues', who: 'administrator' },
  users: { path: '/users', who: 'administrator' },
  departments: { path: '/departments', who: 'administrator' },
  board: { path: '/board', who: 'administrator' },
  items: { path: '/items', who: 'administrator' },
  approvals: { path: '/approvals', who: 'administrator' },
  tips: { path: '/tips', who: 'administrator' },
  burden: { path: '/burden', who: 'administrator' },
  people: { path: '/people', who: 'administrator' },
  windows: { path: '/windows', who: 'administrator' },
  calendar: { path: '/calendar', who: 'administrator' },
  quotas: { path: '/quotas', who: 'administrator' },
  mail: { path: '/mail', who: 'administrator' },
  streams: { path: '/', who: 'administrator', steps: [['[data-action="streams"]']] },
  'streams-made': {
    path: '/',
    who: 'administrator',
    steps: [
      ['[data-action="streams"]'],
      ['.streams input[maxlength]', '会议室编码器'],
      ['[data-action="make-stream-token"]'],
    ],
  },
};

const wanted = new URLSearchParams(location.search);
const name = wanted.get('story') ?? '';
const place = document.getElementById('app');
if (place !== null) {
  recallLanguage();
  if (wanted.get('language') === 'en') switchLanguage();
  startClock();
  const hall = HALL[name];
  const desk = DESK[name];
  if (hall !== undefined) {
    document.documentElement.className = 'hall';
    render(hall(), place);
  } else if (desk !== undefined) {
    answerAsServer(desk.who);
    history.replaceState(null, '', desk.path);
    // The path is read when the module is first loaded.
    import('../src/app/navigation').then(({ navigate }) => {
      navigate(desk.path);
      render(<DeskPage />, place);
      inTurn(desk.steps ?? []);
    });
  } else {
    const names = [...Object.keys(HALL), ...Object.keys(DESK)];
    render(
      <ul>
        {names.map((story) => (
          <li key={story}>
            <a href={`?story=${story}`}>{story}</a> <a href={`?story=${story}&language=en`}>en</a>
          </li>
        ))}
      </ul>,
      place,
    );
  }
}
