import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { Dialog } from '../../design/Dialog';
import { changesBetween } from '../../state/board/compare';
import { weekView } from '../../state/board/view';
import type { Board } from '../../wire/Board';
import type { PlanVersion } from '../../wire/PlanVersion';
import type { CivilDate } from '../../words/dates';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { EmptyList, LoadedList } from '../LoadedList';
import { useLoaded } from '../loaded';
import { PlanComparison } from './PlanComparison';
import { SlotChanges } from './SlotChanges';

/** Every version of a week's plan, and what any two differ in. */
export function HistoryDialog(props: { board: Board; week: CivilDate; onClose: () => void }) {
  const said = words.value.board;
  const { loaded, reload } = useLoaded(() => planningApi.versions(props.week));
  return (
    <Dialog wide title={said.history} onClose={props.onClose}>
      <LoadedList loaded={loaded.value} onRetry={reload} empty={<EmptyList title={said.noVersion} />}>
        {(versions) => <Versions versions={versions} board={props.board} />}
      </LoadedList>
    </Dialog>
  );
}

function Versions({ versions, board }: { versions: readonly PlanVersion[]; board: Board }) {
  const said = words.value.board;
  const sorted = [...versions].sort((a, b) => b.number - a.number);
  const [later, setLater] = useState(sorted[0]?.id ?? 0);
  const [earlier, setEarlier] = useState(sorted[1]?.id ?? sorted[0]?.id ?? 0);
  const nameOf = (version: PlanVersion) => said.version(said.versionStates[version.state], version.number);
  const options = sorted.map((version) => ({ value: version.id, label: nameOf(version) }));
  const before = sorted.find((version) => version.id === earlier);
  const after = sorted.find((version) => version.id === later);
  return (
    <>
      <table class="table">
        <thead>
          <tr>
            <th>{said.versionHead}</th>
            <th>{said.made}</th>
            <th>{said.publishedAt}</th>
            <th class="figure-cell">{said.sessions}</th>
            <th class="figure-cell">{said.trips}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((version) => (
            <tr key={version.id}>
              <td>{nameOf(version)}</td>
              <td>{dayAndTime(version.made_ms)}</td>
              <td>{version.published_ms === undefined ? '–' : dayAndTime(version.published_ms)}</td>
              <td class="figure-cell">{version.savings.sessions}</td>
              <td class="figure-cell">{version.savings.trips}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length < 2 || before === undefined || after === undefined ? null : (
        <section>
          <h3>{said.compare}</h3>
          <div class="row-form">
            <SelectField label={said.before} value={earlier} options={options} onChoose={setEarlier} />
            <SelectField label={said.after} value={later} options={options} onChoose={setLater} />
          </div>
          <PlanComparison
            before={{ name: nameOf(before), cost: before.cost, savings: before.savings }}
            after={{ name: nameOf(after), cost: after.cost, savings: after.savings }}
          />
          <SlotChanges changes={changesBetween(before, after)} board={board} week={weekView(board)} />
        </section>
      )}
    </>
  );
}
