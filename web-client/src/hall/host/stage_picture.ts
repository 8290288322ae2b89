import { MAIN_VENUE } from '../../wire/constants';

/**
 * Whose picture fills the console's stage: `own` is its camera's, not sent back to it; `alone` a
 * venue's that the main venue alone sees; `stage` what everybody sees, sent by the server.
 */
export type StagePicture = 'own' | 'alone' | 'stage';

/**
 * What the console's stage shows while `stage` is on it for all, and the server sends the console
 * `shown`. The main venue is sent to its own console only where an encoder's picture stands in for it.
 */
export function stagePicture(stage: number, shown: number | undefined): StagePicture {
  if (shown === undefined) return stage === MAIN_VENUE ? 'own' : 'stage';
  return shown === stage ? 'stage' : 'alone';
}
