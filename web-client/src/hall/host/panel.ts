import type { Signal } from '@preact/signals';

/** What can be opened over the questions; one at a time. */
export type PanelName =
  | 'limit'
  | 'chair'
  | 'record'
  | 'patrol'
  | 'wall'
  | 'notices'
  | 'slides'
  | 'roll-call'
  | 'missing'
  | 'extend'
  | 'end';

/** The panel that is open. */
export type OpenPanel = Signal<PanelName | undefined>;

/** Opens a panel, or closes it where it is open already. */
export function toggle(open: OpenPanel, name: PanelName): void {
  open.value = open.value === name ? undefined : name;
}
