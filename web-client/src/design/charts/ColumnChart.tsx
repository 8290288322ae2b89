import { axisMarks } from './bars';
import { CHART_WIDTH, ChartFigure } from './ChartFigure';

const HEIGHT = 260;
const LEFT = 48;
const BOTTOM = 28;
const TOP = 20;
const MARKS_MAX = 4;
/** Part of a group's width that its columns fill. */
const FILLED = 0.7;

/** A group of columns, such as a month with its baseline. */
export interface ColumnGroup {
  readonly name: string;
  /** One value a series, in the order of the series; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** Columns side by side, a group a month. What it shows also stands in a table on the page. */
export function ColumnChart(props: {
  label: string;
  series: readonly string[];
  groups: readonly ColumnGroup[];
  figure: (value: number) => string;
}) {
  const most = Math.max(0, ...props.groups.flatMap((group) => group.values.map((value) => value ?? 0)));
  const marks = axisMarks(most, MARKS_MAX);
  const top = marks[marks.length - 1] ?? 1;
  const height = HEIGHT - BOTTOM - TOP;
  const yOf = (value: number) => TOP + height * (1 - value / top);
  const groupWidth = (CHART_WIDTH - LEFT) / Math.max(1, props.groups.length);
  const columnWidth = (groupWidth * FILLED) / Math.max(1, props.series.length);
  return (
    <ChartFigure label={props.label} series={props.series} height={HEIGHT}>
      {marks.map((mark) => (
        <g key={mark}>
          <line class="chart-line" x1={LEFT} x2={CHART_WIDTH} y1={yOf(mark)} y2={yOf(mark)} />
          <text class="chart-mark" x={LEFT - 8} y={yOf(mark) + 4} text-anchor="end">
            {props.figure(mark)}
          </text>
        </g>
      ))}
      {props.groups.map((group, at) => {
        const left = LEFT + groupWidth * (at + (1 - FILLED) / 2);
        return (
          <g key={group.name}>
            {group.values.map((value, series) =>
              value === null ? null : (
                <g key={props.series[series]}>
                  <rect
                    class={`chart-series-${series}`}
                    x={left + series * columnWidth}
                    y={yOf(value)}
                    width={Math.max(1, columnWidth - 2)}
                    height={yOf(0) - yOf(value)}
                  />
                  <text
                    class="chart-value"
                    x={left + (series + 0.5) * columnWidth - 1}
                    y={yOf(value) - 4}
                    text-anchor="middle"
                  >
                    {props.figure(value)}
                  </text>
                </g>
              ),
            )}
            <text class="chart-name" x={LEFT + groupWidth * (at + 0.5)} y={HEIGHT - 8} text-anchor="middle">
              {group.name}
            </text>
          </g>
        );
      })}
    </ChartFigure>
  );
}
