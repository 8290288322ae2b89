import type { PlanCost } from '../../wire/PlanCost';
import type { Savings } from '../../wire/Savings';
import { words } from '../../words/words';

/** A plan's cost and savings. */
export interface PlanFigures {
  readonly name: string;
  readonly cost: PlanCost;
  readonly savings: Savings;
}

/** Two plans side by side, most important first. */
export function PlanComparison({ before, after }: { before: PlanFigures; after: PlanFigures }) {
  const said = words.value.board;
  const rows: readonly [string, (plan: PlanFigures) => number][] = [
    [said.sessions, (plan) => plan.cost.sessions],
    [said.trips, (plan) => plan.cost.seat_trips],
    [said.sitThrough, (plan) => plan.cost.sit_through_min],
    [said.leftOut, (plan) => plan.cost.unplaced_priority],
    [said.movedItems, (plan) => plan.cost.moves],
    [said.hoursSaved, (plan) => plan.savings.hours_saved],
  ];
  return (
    <table class="compared">
      <thead>
        <tr>
          <th />
          <th scope="col">{before.name}</th>
          <th scope="col">{after.name}</th>
          <th scope="col">{said.change}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value]) => {
          const change = value(after) - value(before);
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value(before)}</td>
              <td>
                <strong>{value(after)}</strong>
              </td>
              <td>{change === 0 ? '–' : change > 0 ? `+${change}` : `−${-change}`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
