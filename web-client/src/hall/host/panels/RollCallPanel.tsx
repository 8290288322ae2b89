import { StatusShape } from '../../../design/StatusShape';
import { calledAfter, type Mark, marked, type RollCallRow, rollCallRows } from '../../../state/roll_call';
import { type Shape, shapeOf, venueNumber } from '../../../state/roster';
import type { RollCallPurpose } from '../../../wire/RollCallPurpose';
import type { RollCallResult } from '../../../wire/RollCallResult';
import type { RollCallState } from '../../../wire/RollCallState';
import type { VenueState } from '../../../wire/VenueState';
import { clockTime } from '../../../words/time';
import { type Words, words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { venueTitle } from '../../venue_words';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** Venues called one by one, and what was found. */
export function RollCallPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const { model } = seat;
  const said = words.value.rollCall;
  const rollCall = model.floor.value.roll_call;
  const rows = rollCallRows(model.floor.value, model.branches.value);
  return (
    <Panel open={open} title={rollCall?.purpose === 'check' ? said.check : said.title} tall>
      {rollCall?.running ? (
        <Running seat={seat} rollCall={rollCall} rows={rows} />
      ) : (
        <Begin seat={seat} rollCall={rollCall} />
      )}
      {rollCall === undefined ? null : <Results seat={seat} rollCall={rollCall} rows={rows} />}
    </Panel>
  );
}

/** Marks the venue that is called, and calls the next one in the same breath. */
export async function markCalled(seat: SeatView, result: RollCallResult): Promise<void> {
  const { model } = seat;
  const chair = chairOf(seat);
  const called = model.floor.peek().roll_call?.called;
  if (called === undefined || !chair.ready) return;
  const next = calledAfter(rollCallRows(model.floor.peek(), model.branches.peek()), called);
  const noted = await chair.send({ command: 'mark-venue', venue: called, result });
  if (noted && next !== undefined) await chair.send({ command: 'call-venue', venue: next });
}

function Begin({ seat, rollCall }: { seat: SeatView; rollCall: RollCallState | undefined }) {
  const said = words.value.rollCall;
  const chair = chairOf(seat);
  const speaking = seat.model.floor.value.speaking !== undefined;
  const start = (purpose: RollCallPurpose) => chair.send({ command: 'start-roll-call', purpose });
  return (
    <>
      <p class="soft">{said.hint}</p>
      {speaking ? <p class="panel-warning">{words.value.floor.obstacle['venue-speaking']}</p> : null}
      <div class="settling">
        <button
          type="button"
          class="button button-first"
          disabled={!chair.ready || speaking}
          onClick={() => start('attendance')}
          data-action="start-roll-call"
        >
          {said.start}
        </button>
        <button
          type="button"
          class="button"
          disabled={!chair.ready || speaking}
          onClick={() => start('check')}
          title={said.checkHint}
          data-action="start-check"
        >
          {said.startCheck}
        </button>
      </div>
      {rollCall === undefined ? null : <p class="soft">{said.last(clockTime(rollCall.began_ms))}</p>}
    </>
  );
}

function Running(props: { seat: SeatView; rollCall: RollCallState; rows: readonly RollCallRow[] }) {
  const { seat, rollCall, rows } = props;
  const said = words.value.rollCall;
  const chair = chairOf(seat);
  const check = rollCall.purpose === 'check';
  const called = rows.find((row) => row.called);
  const next = rows.find(({ venue }) => venue.number === rollCall.next);
  const buttons: readonly (readonly [RollCallResult, string])[] = [
    ['present', check ? said.good : said.present],
    ['absent', check ? said.bad : said.absent],
    ['skipped', said.skip],
  ];
  return (
    <div class="called" data-called={rollCall.called}>
      <p class="called-head">
        <strong class="called-venue" aria-live="assertive">
          {called === undefined
            ? next === undefined
              ? said.all
              : said.notCalled
            : venueTitle(called.venue, words.value)}
        </strong>
        <span class="soft">{said.progress(marked(rows), rows.length)}</span>
      </p>
      {called !== undefined && called.venue.connection !== 'online' ? (
        <p class="panel-warning">{said.offline}</p>
      ) : null}
      {called === undefined ? null : (
        <div class="settling">
          {buttons.map(([result, label]) => (
            <button
              key={result}
              type="button"
              class={result === 'present' ? 'button button-first' : 'button'}
              disabled={!chair.ready}
              aria-pressed={called.mark === result}
              onClick={() => markCalled(seat, result)}
              data-mark={result}
            >
              {label}
            </button>
          ))}
        </div>
      )}
      <div class="settling">
        {next === undefined || next.called ? null : (
          <button
            type="button"
            class={called === undefined ? 'button button-first' : 'button'}
            disabled={!chair.ready}
            onClick={() => chair.send({ command: 'call-venue', venue: next.venue.number })}
            data-action="call-next"
          >
            {said.callNext(venueTitle(next.venue, words.value))}
          </button>
        )}
        <button
          type="button"
          class="button"
          disabled={!chair.ready}
          onClick={() => chair.send({ command: 'end-roll-call' })}
          data-action="end-roll-call"
        >
          {check ? said.endCheck : said.end}
        </button>
      </div>
    </div>
  );
}

/** Every venue as a small field with its result; while the roll is called, a click calls it. */
function Results(props: { seat: SeatView; rollCall: RollCallState; rows: readonly RollCallRow[] }) {
  const { seat, rollCall, rows } = props;
  const said = words.value.rollCall;
  const chair = chairOf(seat);
  return (
    <ul class="marks" aria-label={said.results}>
      {rows.map(({ venue, mark, called }) => (
        <li key={venue.number}>
          <button
            type="button"
            class={`mark mark-${mark}${called ? ' mark-called' : ''}`}
            disabled={!rollCall.running || !chair.ready}
            title={markedTitle(venue, mark, rollCall.purpose, words.value)}
            aria-label={markedTitle(venue, mark, rollCall.purpose, words.value)}
            onClick={() => chair.send({ command: 'call-venue', venue: venue.number })}
            data-result={mark}
            data-venue={venue.number}
          >
            {mark === 'none' ? (
              <span class={`mark-dot mark-dot-${shapeOf(venue)}`} />
            ) : (
              <StatusShape shape={MARK_SHAPES[mark]} label="" />
            )}
            {venueNumber(venue.number)}
          </button>
        </li>
      ))}
    </ul>
  );
}

const MARK_SHAPES: Record<RollCallResult, Shape> = { present: 'ok', absent: 'bad', skipped: 'off' };

/** A venue with its result in words. */
function markedTitle(venue: VenueState, mark: Mark, purpose: RollCallPurpose, words: Words): string {
  const { checkResult, result } = words.rollCall;
  return `${venueTitle(venue, words)} ${(purpose === 'check' ? checkResult : result)[mark]}`;
}
