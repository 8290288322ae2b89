import type { EndedQuestion } from '../wire/EndedQuestion';
import type { FloorState } from '../wire/FloorState';
import type { Question } from '../wire/Question';
import type { VenueState } from '../wire/VenueState';

/** Longest topic of a question, in characters. */
export const TOPIC_MAX = 60;
/** Longest name of whoever comes back to a question, in characters. */
export const OWNER_MAX = 40;

/** The floor before the first welcome: nobody holds or wants anything. */
export const EMPTY_FLOOR: FloorState = {
  chair_requests: [],
  queue: [],
  list_closed: false,
  ended_questions: [],
  picture_forced: false,
  choices: [],
  open_microphones: [],
  muted: [],
  extended_minutes: 0,
  locked: false,
  wall: { pictures: 33, page: 1, pages: 1 },
};

/** Where a branch stands with its own question. */
export type AskStep =
  | { readonly step: 'free' }
  /** The chair takes no more questions. */
  | { readonly step: 'closed' }
  | { readonly step: 'waiting'; readonly question: Question; readonly place: number }
  | { readonly step: 'speaking'; readonly question: Question; readonly sinceMs: number };

/** Where `venue` stands with its own question. */
export function askStep(floor: FloorState, venue: number): AskStep {
  const { speaking } = floor;
  if (speaking?.question.venue === venue) {
    return { step: 'speaking', question: speaking.question, sinceMs: speaking.since_ms };
  }
  const position = floor.queue.findIndex((question) => question.venue === venue);
  const question = floor.queue[position];
  if (question !== undefined) return { step: 'waiting', question, place: position + 1 };
  return { step: floor.list_closed ? 'closed' : 'free' };
}

/** A venue's place in the queue, 1 the first; undefined where it does not ask. */
export function placeInQueue(floor: FloorState, venue: number): number | undefined {
  const position = floor.queue.findIndex((question) => question.venue === venue);
  return position < 0 ? undefined : position + 1;
}

/** Why a waiting question cannot be given the floor now. */
export type GrantObstacle = 'not-the-chair' | 'venue-speaking' | 'roll-call-running' | 'venue-absent';

/** What keeps the page of venue `own` from giving the floor to a question; undefined where nothing does. */
export function grantObstacle(
  floor: FloorState,
  own: number,
  asker: VenueState | undefined,
): GrantObstacle | undefined {
  if (floor.chair !== own) return 'not-the-chair';
  if (floor.speaking !== undefined) return 'venue-speaking';
  if (floor.roll_call?.running) return 'roll-call-running';
  if (asker?.connection === 'online' || asker?.connection === 'joining') return undefined;
  return 'venue-absent';
}

/** Whether the picture may be changed by hand: not while somebody speaks or the roll is called. */
export function stageFree(floor: FloorState, own: number): boolean {
  return floor.chair === own && floor.speaking === undefined && !floor.roll_call?.running;
}

/** Whether every branch is muted by the chair, the chair's own aside. */
export function allMuted(floor: FloorState, branches: readonly VenueState[]): boolean {
  const others = branches.filter(({ number }) => number !== floor.chair);
  return others.length > 0 && others.every(({ number }) => floor.muted.includes(number));
}

/** The questions that had the floor and of which nobody has said what became, oldest first. */
export function unsettledAll(floor: FloorState): readonly EndedQuestion[] {
  return floor.ended_questions.filter(({ outcome }) => outcome === undefined);
}

/** The question at the head of the queue, if it can be given the floor by the page of venue `own` now. */
export function grantable(
  floor: FloorState,
  own: number,
  venues: readonly VenueState[],
): Question | undefined {
  const head = floor.queue[0];
  if (head === undefined) return undefined;
  const asker = venues.find(({ number }) => number === head.venue);
  return grantObstacle(floor, own, asker) === undefined ? head : undefined;
}

/** The question that ended last, while nobody has said what became of it. */
export function unsettled(floor: FloorState): Question | undefined {
  const ended = floor.ended_questions[floor.ended_questions.length - 1];
  return ended?.outcome === undefined ? ended?.question : undefined;
}
