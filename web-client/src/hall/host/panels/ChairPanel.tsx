import type { ReadonlySignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { VenueState } from '../../../wire/VenueState';
import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { venueTitle } from '../../venue_words';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** Who asks for the chair, and to whom it goes. */
export function ChairPanel(props: {
  seat: SeatView;
  open: OpenPanel;
  selection: ReadonlySignal<number | undefined>;
}) {
  const { seat, open } = props;
  const { model } = seat;
  const said = words.value.chairPanel;
  const chair = chairOf(seat);
  const [giving, setGiving] = useState<VenueState | undefined>(undefined);
  const requests = model.floor.value.chair_requests.flatMap((number) => model.venue(number) ?? []);
  const chosen = props.selection.value === undefined ? undefined : model.venue(props.selection.value);
  const offered = chosen !== undefined && !requests.includes(chosen) ? chosen : undefined;
  return (
    <Panel open={open} title={said.title}>
      {chair.holds ? <p class="soft">{said.here}</p> : null}
      {giving === undefined ? (
        <>
          <h4>{said.requests}</h4>
          {requests.length === 0 ? <p class="soft">{said.noRequests}</p> : null}
          <ul class="rows">
            {requests.map((venue) => (
              <li key={venue.number} data-chair-request={venue.number}>
                <span>{venueTitle(venue, words.value)}</span>
                <button
                  type="button"
                  class="button button-first"
                  disabled={!chair.ready}
                  onClick={() => setGiving(venue)}
                  data-action="give-chair"
                >
                  {said.give}
                </button>
                <button
                  type="button"
                  class="button"
                  disabled={!chair.ready}
                  onClick={() => chair.send({ command: 'decline-chair', venue: venue.number })}
                  data-action="decline-chair"
                >
                  {said.decline}
                </button>
              </li>
            ))}
            {offered === undefined ? null : (
              <li>
                <span>{venueTitle(offered, words.value)}</span>
                <button
                  type="button"
                  class="button"
                  disabled={!chair.ready || offered.connection !== 'online'}
                  onClick={() => setGiving(offered)}
                >
                  {said.give}
                </button>
              </li>
            )}
          </ul>
          {requests.length === 0 ? null : (
            <button
              type="button"
              class="button"
              disabled={!chair.ready}
              title={said.releaseHint}
              onClick={() => chair.send({ command: 'release-chair' })}
              data-action="release-chair"
            >
              {said.release}
            </button>
          )}
        </>
      ) : (
        <>
          <p>{said.sure(venueTitle(giving, words.value))}</p>
          <div class="settling">
            <button
              type="button"
              class="button button-danger"
              disabled={!chair.ready}
              onClick={async () => {
                if (await chair.send({ command: 'give-chair', venue: giving.number })) open.value = undefined;
              }}
              data-action="give-chair-yes"
            >
              {said.give}
            </button>
            <button type="button" class="button" onClick={() => setGiving(undefined)}>
              {words.value.app.cancel}
            </button>
          </div>
        </>
      )}
    </Panel>
  );
}
