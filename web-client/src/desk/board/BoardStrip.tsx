import { Meter } from '../../design/Meter';
import type { Board } from '../../wire/Board';
import type { PlanVersion } from '../../wire/PlanVersion';
import type { QuotaUse } from '../../wire/QuotaUse';
import { words } from '../../words/words';

/** What the plan saves against one meeting per item, and how much of the quotas is used. */
export function BoardStrip({ board, version }: { board: Board; version: PlanVersion | undefined }) {
  const said = words.value.board;
  const savings = version?.savings;
  return (
    <section class="board-strip" aria-label={said.savings}>
      <dl class="board-figures">
        <Figure
          name={said.sessions}
          figure={savings === undefined ? '–' : said.sessionCount(savings.sessions)}
          before={savings === undefined ? undefined : said.insteadOf(savings.sessions_before)}
        />
        <Figure
          name={said.trips}
          figure={savings === undefined ? '–' : said.tripCount(savings.trips)}
          before={savings === undefined ? undefined : said.insteadOf(savings.trips_before)}
        />
        <Figure
          name={said.saved}
          saved
          figure={
            savings === undefined ? '–' : said.tripCount(Math.max(0, savings.trips_before - savings.trips))
          }
          before={savings === undefined ? undefined : said.hours(savings.hours_saved)}
        />
        <Figure
          name={said.sitThrough}
          figure={version === undefined ? '–' : said.personMinutes(version.cost.sit_through_min)}
        />
      </dl>
      <div class="board-quotas">
        {board.quotas.map((use) => (
          <Meter
            key={use.quota.id}
            label={quotaName(use, board)}
            used={use.used}
            allowed={use.quota.allowed}
            figure={said.quotaFigure(use.used, use.quota.allowed)}
            hint={use.waiting > 0 ? said.quotaWaiting(use.waiting) : undefined}
          />
        ))}
      </div>
    </section>
  );
}

function Figure(props: { name: string; figure: string; before?: string | undefined; saved?: boolean }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class={props.saved ? 'board-saved' : undefined}>
        {props.figure} {props.before === undefined ? null : <small>{props.before}</small>}
      </dd>
    </div>
  );
}

/** Whose quota it is: its department, its line, or both. */
export function quotaName(
  { quota }: Pick<QuotaUse, 'quota'>,
  names: Pick<Board, 'departments' | 'lines'>,
): string {
  const said = words.value.quotas;
  const department = names.departments.find((known) => known.department === quota.department)?.name;
  const line = names.lines.find((known) => known.id === quota.line)?.name;
  return [department, line].filter((name) => name !== undefined).join(' · ') || said.everybody;
}
