import type { ComponentChildren } from 'preact';

/** Width of every chart, in its own units. */
export const CHART_WIDTH = 960;

/** A chart's frame: what it is about, which series has which colour, and the drawing. */
export function ChartFigure(props: {
  label: string;
  series: readonly string[];
  /** Height of the drawing, in its own units. */
  height: number;
  children: ComponentChildren;
}) {
  return (
    <figure class="chart">
      <figcaption>
        <strong>{props.label}</strong>
        <ul class="chart-legend">
          {props.series.map((name, at) => (
            <li key={name}>
              <svg viewBox="0 0 12 12" aria-hidden="true">
                <rect class={`chart-series-${at}`} width="12" height="12" />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
      <svg viewBox={`0 0 ${CHART_WIDTH} ${props.height}`} role="img" aria-label={props.label}>
        {props.children}
      </svg>
    </figure>
  );
}
