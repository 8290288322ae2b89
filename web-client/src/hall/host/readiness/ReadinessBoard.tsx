import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../../app/services';
import { SearchField } from '../../../design/fields';
import { Icon } from '../../../design/Icon';
import { StatusShape } from '../../../design/StatusShape';
import { type Advice, type Light, type ReadinessRow, readinessRows } from '../../../state/readiness';
import type { Shape } from '../../../state/roster';
import { testCallShape } from '../../../state/test_call';
import type { Finding } from '../../../wire/Finding';
import type { TestCall } from '../../../wire/TestCall';
import { dayAndTime } from '../../../words/time';
import { type Words, words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { connectionSince, venueTitle } from '../../venue_words';
import type { Console } from '../actions';
import { chairOf } from '../chair';
import { EncoderNote } from '../EncoderNote';
import './readiness.css';

const LIGHT_SHAPES: Record<Light, Shape> = { good: 'ok', wait: 'warn', bad: 'bad', missing: 'off' };
const FINDING_SHAPES: Record<Finding, Shape> = { good: 'ok', unknown: 'warn', bad: 'bad' };

/** Whether every venue is ready: a line each, sorted by trouble, with what to do about it. */
export function ReadinessBoard({ seat, console }: { seat: SeatView; console: Console }) {
  const { model } = seat;
  const said = words.value.readiness;
  const chair = chairOf(seat);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const [calls, setCalls] = useState<ReadonlyMap<number, TestCall>>(new Map());
  useEffect(() => {
    // Without them the board says what it knows of the meeting itself.
    api.testCalls('host').then((reply) => {
      if (reply.ok) setCalls(new Map(reply.body.map((call) => [call.venue, call])));
    });
  }, []);
  const [wanted, setWanted] = useState('');
  const [onlyTrouble, setOnlyTrouble] = useState(false);
  const rows = readinessRows(model.branches.value, model.readiness.value);
  const good = rows.filter(({ light }) => light === 'good').length;
  const shown = rows.filter(
    ({ venue, light }) =>
      (!onlyTrouble || light !== 'good') && venueTitle(venue, words.value).includes(wanted.trim()),
  );
  return (
    <div class="over" role="dialog" aria-modal="true" aria-label={said.title}>
      <section class="over-card readiness" data-ready={good}>
        <header>
          <h2>{said.title}</h2>
          <strong>{said.count(good, rows.length)}</strong>
          <span class="soft readiness-hint">{said.hint}</span>
          <SearchField value={wanted} onInput={setWanted} placeholder={said.search} />
          <label class="check">
            <input
              type="checkbox"
              checked={onlyTrouble}
              onChange={(event) => setOnlyTrouble(event.currentTarget.checked)}
            />
            {said.onlyTrouble}
          </label>
          <button
            type="button"
            class="button"
            disabled={!chair.ready}
            onClick={async () => {
              if (!(await chair.send({ command: 'call-missing' }))) return;
              console.readiness.value = false;
              console.panel.value = 'missing';
            }}
            data-action="call-missing"
          >
            {words.value.deck.callMissing}
          </button>
          <button
            ref={close}
            type="button"
            class="button button-quiet icon-button"
            aria-label={words.value.app.close}
            onClick={() => {
              console.readiness.value = false;
            }}
          >
            <Icon name="close" />
          </button>
        </header>
        <EncoderNote model={model} />
        <div class="readiness-scroll">
          <table>
            <thead>
              <tr>
                {[
                  said.venue,
                  said.camera,
                  said.microphone,
                  said.picture,
                  said.sound,
                  said.path,
                  said.headroom,
                  words.value.testCall.column,
                  said.advice,
                ].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row
                  key={row.venue.number}
                  seat={seat}
                  row={row}
                  testCall={calls.get(row.venue.number)}
                  onChoose={() => {
                    console.selection.value = row.venue.number;
                    console.readiness.value = false;
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </div>
  );
}

function Row({
  seat,
  row,
  testCall,
  onChoose,
}: {
  seat: SeatView;
  row: ReadinessRow;
  testCall: TestCall | undefined;
  onChoose: () => void;
}) {
  const said = words.value.readiness;
  const { venue, ready, light, advice } = row;
  const here = light !== 'missing';
  const path = here ? ready?.path : undefined;
  return (
    <tr class={`readiness-${light}`} data-venue={venue.number} data-light={light} data-advice={advice}>
      <th scope="row">
        <button type="button" class="readiness-venue" onClick={onChoose}>
          <StatusShape shape={LIGHT_SHAPES[light]} label="" />
          {venueTitle(venue, words.value)}
        </button>
      </th>
      {([ready?.camera, ready?.microphone, ready?.picture, ready?.sound] as const).map((finding, column) => (
        <td key={column}>{here ? <Found finding={finding ?? 'unknown'} /> : '–'}</td>
      ))}
      <td>
        {path === undefined ? '–' : path.transport.toUpperCase()}
        {path?.round_trip_ms === undefined ? null : <span class="soft"> {said.ms(path.round_trip_ms)}</span>}
      </td>
      <td>{path?.headroom_percent === undefined ? '–' : `${path.headroom_percent}%`}</td>
      <td>
        <TestCallCell call={testCall} />
      </td>
      <td>
        {advice === undefined
          ? said.ready
          : advice === 'call'
            ? `${connectionSince(venue, seat.model.session.value?.openedMs ?? 0, words.value)} · ${said.doCall}`
            : adviceWord(advice, words.value)}
      </td>
    </tr>
  );
}

/** What carried media at the venue's last test call, and when that was. */
function TestCallCell({ call }: { call: TestCall | undefined }) {
  const said = words.value.testCall;
  if (call === undefined) return <span class="soft">{said.never}</span>;
  const [udp, tcp] = [call.udp_ms !== undefined, call.tcp_ms !== undefined];
  const path = udp ? (tcp ? said.both : said.udpOnly) : tcp ? said.tcpOnly : said.none;
  return (
    <>
      <StatusShape shape={testCallShape(call)} label="" /> {path}{' '}
      <span class="soft">{dayAndTime(call.at_ms)}</span>
    </>
  );
}

function Found({ finding }: { finding: Finding }) {
  return <StatusShape shape={FINDING_SHAPES[finding]} label={words.value.readiness[finding]} />;
}

function adviceWord(advice: Advice, { readiness: said }: Words): string {
  return {
    call: said.doCall,
    camera: said.doCamera,
    microphone: said.doMicrophone,
    picture: said.doPicture,
    starved: said.doStarved,
    tcp: said.doTcp,
    wait: said.doWait,
  }[advice];
}
