import type { Shape } from '../state/roster';
import { words } from '../words/words';

const OUTLINES: Record<Shape, string> = {
  ok: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z',
  warn: 'M6 .8 11.6 11H.4z',
  bad: 'M1.3 1.3h9.4v9.4H1.3z',
  off: 'M1 5h10v2H1z',
};

/**
 * A state as a shape and a colour: ● ok, ▲ warn, ■ bad, – off; its name is heard. With an empty
 * label it is silent: the words beside it say the same.
 */
export function StatusShape({ shape, label }: { shape: Shape; label?: string }) {
  const drawing = <path d={OUTLINES[shape]} />;
  const look = { class: `shape shape-${shape}`, viewBox: '0 0 12 12', fill: 'currentColor' };
  if (label === '') {
    return (
      <svg {...look} aria-hidden="true">
        {drawing}
      </svg>
    );
  }
  return (
    <svg {...look} role="img" aria-label={label ?? words.value.shape[shape]}>
      {drawing}
    </svg>
  );
}
