import { useState } from 'preact/hooks';
import { deviceNowMs } from '../../../state/now';
import type { PatrolScope } from '../../../wire/PatrolScope';
import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { venueTitle } from '../../venue_words';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** Least, most, usual and steps of the seconds with each venue. */
const SECONDS = { least: 10, most: 120, usual: 10, step: 5 } as const;
const SCOPES: readonly PatrolScope[] = ['chair', 'everybody'];

/** The picture going round the venues. */
export function PatrolPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const { model } = seat;
  const said = words.value.patrolPanel;
  const chair = chairOf(seat);
  const patrol = model.floor.value.patrol;
  const [seconds, setSeconds] = useState<number>(patrol?.every_s ?? SECONDS.usual);
  const [scope, setScope] = useState<PatrolScope>(patrol?.scope ?? 'chair');
  const changed = patrol !== undefined && (patrol.every_s !== seconds || patrol.scope !== scope);
  const turn = patrol?.venue === undefined ? undefined : model.venue(patrol.venue);
  const leftMs = (patrol?.turn_ends_ms ?? 0) - deviceNowMs.value - model.clockAheadMs.value;
  return (
    <Panel open={open} title={said.title}>
      {patrol === undefined ? null : (
        <p class="panel-now">
          <strong>{turn === undefined ? said.nobody : said.turn(venueTitle(turn, words.value))}</strong>
          {turn === undefined ? null : (
            <span class="soft">{said.left(Math.max(0, Math.ceil(leftMs / 1_000)))}</span>
          )}
        </p>
      )}
      <label class="field">
        <span class="field-head">
          {said.every} <strong>{said.seconds(seconds)}</strong>
        </span>
        <input
          type="range"
          min={SECONDS.least}
          max={SECONDS.most}
          step={SECONDS.step}
          value={seconds}
          onInput={(event) => setSeconds(Number(event.currentTarget.value))}
          data-field="patrol-seconds"
        />
      </label>
      <fieldset class="choices">
        <legend>{said.who}</legend>
        {SCOPES.map((each) => (
          <button
            key={each}
            type="button"
            class="button"
            aria-pressed={scope === each}
            onClick={() => setScope(each)}
            data-scope={each}
          >
            {said[each]}
          </button>
        ))}
      </fieldset>
      <p class="soft">{said.hint}</p>
      <div class="panel-foot">
        {patrol === undefined || changed ? (
          <button
            type="button"
            class="button button-first"
            disabled={!chair.ready}
            onClick={() => chair.send({ command: 'start-patrol', every_s: seconds, scope })}
            data-action="start-patrol"
          >
            {patrol === undefined ? said.start : said.change}
          </button>
        ) : null}
        {patrol === undefined ? null : (
          <button
            type="button"
            class="button"
            disabled={!chair.ready}
            onClick={() => chair.send({ command: 'stop-patrol' })}
            data-action="stop-patrol"
          >
            {said.stop}
          </button>
        )}
      </div>
    </Panel>
  );
}
