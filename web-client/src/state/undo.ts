import type { FloorCommand } from '../wire/FloorCommand';
import type { FloorState } from '../wire/FloorState';
import type { PatrolState } from '../wire/PatrolState';

/**
 * The command that takes `command` back, given the floor as it was before it; undefined where it
 * cannot be taken back, or where what was before would not be had again exactly.
 */
export function undoOf(command: FloorCommand, before: FloorState): FloorCommand | undefined {
  switch (command.command) {
    case 'mute':
      return before.muted.includes(command.venue) === command.muted
        ? undefined
        : { command: 'mute', venue: command.venue, muted: !command.muted };
    case 'mute-all':
      // Whoever was muted alone before would be forgotten.
      return command.muted && before.muted.length === 0 ? { command: 'mute-all', muted: false } : undefined;
    case 'open-list':
      return { command: 'open-list', open: before.list_closed === false };
    case 'limit-speaking':
      return before.speaking_limit_s === undefined
        ? { command: 'limit-speaking' }
        : { command: 'limit-speaking', seconds: before.speaking_limit_s };
    case 'lock':
      return { command: 'lock', locked: before.locked };
    case 'lay-out-wall':
      return { command: 'lay-out-wall', pictures: before.wall.pictures, page: before.wall.page };
    case 'banner':
      return before.banner === undefined ? { command: 'banner' } : { command: 'banner', text: before.banner };
    case 'crawl':
      return before.crawl === undefined ? { command: 'crawl' } : { command: 'crawl', text: before.crawl };
    case 'move-question':
      return backInPlace(command.question, before);
    case 'broadcast':
      return before.broadcast === undefined
        ? { command: 'end-broadcast' }
        : { command: 'broadcast', venue: before.broadcast };
    case 'end-broadcast':
      return before.broadcast === undefined ? undefined : { command: 'broadcast', venue: before.broadcast };
    case 'start-patrol':
      return before.patrol === undefined ? { command: 'stop-patrol' } : patrolAgain(before.patrol);
    case 'stop-patrol':
      return before.patrol === undefined ? undefined : patrolAgain(before.patrol);
    case 'give-slides':
      return before.slides === undefined
        ? { command: 'release-slides' }
        : { command: 'give-slides', venue: before.slides };
    default:
      return undefined;
  }
}

function backInPlace(question: number, before: FloorState): FloorCommand | undefined {
  const place = before.queue.findIndex(({ number }) => number === question);
  return place < 0 ? undefined : { command: 'move-question', question, place };
}

function patrolAgain({ every_s, scope }: PatrolState): FloorCommand {
  return { command: 'start-patrol', every_s, scope };
}
