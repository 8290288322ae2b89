import { useEffect } from 'preact/hooks';
import type { Carry } from '../../state/board/carry';
import type { Spot } from '../../state/board/spots';

/** A pointer that moved less than this has clicked, not dragged; pixels. */
const CLICK_SLACK_PX = 5;

/** The attribute that says which spot an element is: `tray`, or a window's number. */
export const SPOT_ATTRIBUTE = 'data-spot';
/** The attribute that says which item an element is. */
export const ITEM_ATTRIBUTE = 'data-item';

/**
 * Lets items be dragged with a mouse or a pen. A finger scrolls; for it, and for keys, the same is
 * done from an item's details.
 */
export function usePointerCarry<Check>(
  board: { readonly current: HTMLElement | null },
  carry: Carry<Check>,
  onPutDown: () => void,
): void {
  useEffect(() => {
    const root = board.current;
    if (root === null) return;
    let pressed: { item: number; from: Spot; x: number; y: number } | undefined;

    const press = (event: PointerEvent) => {
      const item = itemAt(event.target);
      const from = spotAt(event.target);
      if (event.button !== 0 || event.pointerType === 'touch' || item === undefined || from === undefined)
        return;
      pressed = { item, from, x: event.clientX, y: event.clientY };
    };
    const move = (event: PointerEvent) => {
      if (pressed === undefined) return;
      if (carry.carried.value === undefined) {
        const distance = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
        if (distance < CLICK_SLACK_PX) return;
        carry.pickUp(pressed.item, pressed.from, 'pointer');
      }
      event.preventDefault();
      root.style.setProperty('--pointer-x', `${event.clientX}px`);
      root.style.setProperty('--pointer-y', `${event.clientY}px`);
      carry.moveOver(spotAt(document.elementFromPoint(event.clientX, event.clientY)));
    };
    const release = () => {
      pressed = undefined;
      if (carry.carried.value?.by === 'pointer') onPutDown();
    };
    const abandon = () => {
      pressed = undefined;
      if (carry.carried.value?.by === 'pointer') carry.letGo();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') abandon();
    };
    root.addEventListener('pointerdown', press);
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', release);
    window.addEventListener('pointercancel', abandon);
    window.addEventListener('keydown', key);
    return () => {
      root.removeEventListener('pointerdown', press);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', release);
      window.removeEventListener('pointercancel', abandon);
      window.removeEventListener('keydown', key);
    };
  }, [carry]);
}

function spotAt(target: EventTarget | null): Spot | undefined {
  const named = closest(target, SPOT_ATTRIBUTE);
  if (named === undefined) return undefined;
  return named === 'tray' ? 'tray' : { window: Number(named) };
}

function itemAt(target: EventTarget | null): number | undefined {
  const named = closest(target, ITEM_ATTRIBUTE);
  return named === undefined ? undefined : Number(named);
}

function closest(target: EventTarget | null, attribute: string): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest(`[${attribute}]`)?.getAttribute(attribute) ?? undefined;
}
