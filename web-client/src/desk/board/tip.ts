import type { Carried } from '../../state/board/carry';
import { type Spot, sameSpot } from '../../state/board/spots';
import type { WindowView } from '../../state/board/view';
import type { MoveChecked } from '../../wire/MoveChecked';
import { civilDay } from '../../words/dates';
import { sentence } from '../../words/sentence';
import { words } from '../../words/words';
import type { TipView } from './CarryTip';

/** "11月24日 周二上午 · 三楼会议室"; the tray by its name. */
export function spotInWords(spot: Spot, windows: readonly WindowView[]): string {
  const said = words.value.board;
  const window = spot === 'tray' ? undefined : windows.find(({ id }) => id === spot.window);
  if (window === undefined) return said.backToTray;
  return said.place(civilDay(window.date), said[window.half], window.room);
}

/** What is said about the carried item where it is. */
export function tipOf(carried: Carried<MoveChecked>, windows: readonly WindowView[]): TipView | undefined {
  if (carried.over === undefined) return undefined;
  const said = words.value.board;
  const place = spotInWords(carried.over, windows);
  const tip = (allowed: boolean | undefined, lines: readonly string[]): TipView => ({
    byKeys: carried.by === 'keys',
    place,
    allowed,
    lines,
  });
  const { verdict } = carried;
  if (verdict === undefined) {
    return tip(undefined, sameSpot(carried.over, carried.from) ? [said.whereItWas] : []);
  }
  switch (verdict.state) {
    case 'asking':
      return tip(undefined, [said.checking]);
    case 'failed':
      return tip(false, [verdict.problem?.title ?? words.value.app.unreachable]);
    case 'known':
      return verdict.check.forbidden.length > 0
        ? tip(false, verdict.check.forbidden.map(sentence))
        : tip(true, checkInWords(verdict.check));
  }
}

/** What a change that may be made costs, in words. */
export function checkInWords(check: MoveChecked): string[] {
  const said = words.value.board;
  return [said.againstBefore(sentence(check.against_before)), said.againstBest(sentence(check.against_best))];
}
