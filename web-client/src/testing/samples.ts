import { EMPTY_FLOOR } from '../state/floor';
import type { AgendaItemState } from '../wire/AgendaItemState';
import type { Problem } from '../wire/Problem';
import type { Question } from '../wire/Question';
import type { ServerMessage } from '../wire/ServerMessage';
import type { VenueState } from '../wire/VenueState';

/** A venue, online with both devices unless told otherwise. */
export function venue(number: number, part: Partial<VenueState> = {}): VenueState {
  return {
    number,
    name: `第${number}居委会`,
    short_name: `第${number}`,
    connection: 'online',
    since_ms: 1_000_000,
    devices: { camera: 'on', microphone: 'on' },
    ...part,
  };
}

/** A welcome to a session of the main venue and two branches. */
export function welcome(part: Partial<Extract<ServerMessage, { type: 'welcome' }>> = {}): ServerMessage {
  return {
    type: 'welcome',
    version: 1,
    resume: 'token-1',
    resumed: false,
    venue: 3,
    now_ms: 1_000_000,
    session: {
      id: 7,
      title: '例会',
      opened_ms: 900_000,
      stage: 0,
      floor: EMPTY_FLOOR,
      agenda: { items: [] },
      sign_in: [],
      venues: [venue(3), venue(0), venue(1)],
    },
    ...part,
  };
}

/** A question of a venue. */
export function question(number: number, venue: number, part: Partial<Question> = {}): Question {
  return { number, venue, topic: '垃圾分类', point_of_order: false, asked_ms: 1_000_000, ...part };
}

/** An item of the run of show, waiting unless told otherwise. */
export function agendaItem(number: number, part: Partial<AgendaItemState> = {}): AgendaItemState {
  return {
    number,
    title: `议题${number}`,
    department: '党建办',
    kind: 'inform',
    minutes: 10,
    presenter: '王科长',
    due: [],
    state: 'waiting',
    planned_start_ms: 0,
    expected_start_ms: 0,
    ...part,
  };
}

/** A problem with its status. */
export function problem(status: number, code = 'some-problem'): Problem {
  return { status, code, title: '出了问题', detail: '请再试一次' };
}
