import type { ComponentChildren } from 'preact';
import { StatusShape } from '../../design/StatusShape';
import type { Shape } from '../../state/roster';

/** One thing that was tried, and what came of it. */
export function CheckLine(props: { shape: Shape; name: string; data: string; children: ComponentChildren }) {
  return (
    <li data-line={props.data} data-state={props.shape}>
      <StatusShape shape={props.shape} label="" />
      <strong>{props.name}</strong>
      <span>{props.children}</span>
    </li>
  );
}
