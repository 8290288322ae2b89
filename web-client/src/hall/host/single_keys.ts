import { type ReadonlySignal, signal } from '@preact/signals';

const MEMORY = 'pinhui.single-keys';

const enabled = signal(localStorage.getItem(MEMORY) !== 'off');

/** Whether single letters are commands on this computer. */
export const singleKeys: ReadonlySignal<boolean> = enabled;

/** Switches the single letters on or off, and remembers it on this computer. */
export function setSingleKeys(on: boolean): void {
  enabled.value = on;
  localStorage.setItem(MEMORY, on ? 'on' : 'off');
}
