import type { ComponentChildren } from 'preact';
import { StatusShape } from './StatusShape';

/** How much of something limited is used: a bar with its figure, marked where nothing is left. */
export function Meter(props: {
  label: string;
  used: number;
  allowed: number;
  figure: string;
  hint?: ComponentChildren;
}) {
  const full = props.used >= props.allowed;
  const over = props.used > props.allowed;
  const share = props.allowed === 0 ? Number(props.used > 0) : Math.min(1, props.used / props.allowed);
  return (
    <div class={`meter${over ? ' meter-over' : full ? ' meter-full' : ''}`}>
      <span class="meter-label">{props.label}</span>
      <span class="meter-figure">
        {full ? <StatusShape shape={over ? 'bad' : 'warn'} label="" /> : null}
        {props.figure}
      </span>
      <svg class="meter-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="meter-rest" width="100" height="4" />
        <rect class="meter-used" width={share * 100} height="4" />
      </svg>
      {props.hint === undefined ? null : <span class="meter-hint">{props.hint}</span>}
    </div>
  );
}
