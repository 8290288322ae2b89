import type { Seat } from './seat';

/** What the hall's screens need of a seat; a story gives them one that is not connected. */
export type SeatView = Pick<
  Seat,
  | 'model'
  | 'videos'
  | 'sounds'
  | 'commands'
  | 'switchingTo'
  | 'slides'
  | 'putOnStage'
  | 'agenda'
  | 'signIn'
  | 'setEnabled'
  | 'openDevice'
>;
