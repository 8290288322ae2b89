import { CHART_WIDTH, ChartFigure } from './ChartFigure';

const LABEL_WIDTH = 150;
const ROW_HEIGHT = 22;
const BAR_HEIGHT = 7;
const FIGURE_WIDTH = 110;

/** A row of the chart: one value a series, null where there is none. */
export interface ChartRow {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Bars from the left, a row a venue, in the rows' own order: never sorted by their values. */
export function RowChart(props: {
  label: string;
  series: readonly string[];
  rows: readonly ChartRow[];
  figure: (value: number) => string;
}) {
  const most = Math.max(1, ...props.rows.flatMap((row) => row.values.map((value) => value ?? 0)));
  const lengthOf = (value: number) => ((CHART_WIDTH - LABEL_WIDTH - FIGURE_WIDTH) * value) / most;
  return (
    <ChartFigure label={props.label} series={props.series} height={props.rows.length * ROW_HEIGHT}>
      {props.rows.map((row, at) => {
        const top = at * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT * row.values.length) / 2;
        const known = row.values.filter((value): value is number => value !== null);
        return (
          <g key={row.name}>
            <text class="chart-name" x={LABEL_WIDTH - 12} y={at * ROW_HEIGHT + 15} text-anchor="end">
              {row.name}
            </text>
            {row.values.map((value, series) =>
              value === null ? null : (
                <rect
                  key={props.series[series]}
                  class={`chart-series-${series}`}
                  x={LABEL_WIDTH}
                  y={top + series * BAR_HEIGHT}
                  width={Math.max(1, lengthOf(value))}
                  height={BAR_HEIGHT - 1}
                />
              ),
            )}
            <text
              class="chart-value"
              x={LABEL_WIDTH + lengthOf(Math.max(0, ...known)) + 8}
              y={at * ROW_HEIGHT + 15}
            >
              {known.map(props.figure).join(' / ')}
            </text>
          </g>
        );
      })}
    </ChartFigure>
  );
}
