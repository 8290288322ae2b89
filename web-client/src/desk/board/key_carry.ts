import type { Carry } from '../../state/board/carry';
import { type Direction, type Spot, spotBeside, type WindowPlace } from '../../state/board/spots';

const DIRECTIONS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** The key that picks an item up. */
export const PICK_UP_KEY = 'm';

/**
 * A key pressed on an item of the board: M picks it up, arrows carry it, Enter puts it down, Escape
 * leaves it where it was. Says whether the key meant something.
 */
export function carryByKey<Check>(
  key: string,
  pressedOn: { readonly item: number; readonly spot: Spot },
  board: {
    readonly carry: Carry<Check>;
    readonly windows: readonly WindowPlace[];
    readonly onPutDown: () => void;
  },
): boolean {
  const { carry } = board;
  const carried = carry.carried.value;
  if (carried === undefined) {
    if (key.toLowerCase() !== PICK_UP_KEY) return false;
    carry.pickUp(pressedOn.item, pressedOn.spot, 'keys');
    return true;
  }
  if (carried.by !== 'keys') return false;
  const direction = DIRECTIONS[key];
  if (direction !== undefined) {
    carry.moveOver(spotBeside(board.windows, carried.over ?? carried.from, direction));
    return true;
  }
  if (key === 'Enter') {
    board.onPutDown();
    return true;
  }
  if (key === 'Escape') {
    carry.letGo();
    return true;
  }
  return false;
}
