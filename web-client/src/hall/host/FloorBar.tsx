import { useState } from 'preact/hooks';
import { allMuted } from '../../state/floor';
import { words } from '../../words/words';
import { CommandNotice } from '../CommandNotice';
import type { SeatView } from '../seat_view';
import { venueTitle } from '../venue_words';

/** What the chair can do for everybody at once; and, where another venue has the chair, how to get it back. */
export function FloorBar({ seat }: { seat: SeatView }) {
  const { model, commands } = seat;
  const said = words.value.floor;
  const floor = model.floor.value;
  const holdsChair = floor.chair === model.ownVenue.value;
  const disabled = !holdsChair || commands.underWay.value !== undefined || model.link.value.state !== 'open';
  const muted = allMuted(floor, model.branches.value);
  return (
    <section class="floor-bar">
      <CommandNotice commands={commands} />
      {holdsChair ? null : <ChairElsewhere seat={seat} />}
      <div class="floor-commands">
        <button
          type="button"
          class="button"
          disabled={disabled}
          onClick={() => commands.floor({ command: 'mute-all', muted: !muted })}
          data-action="mute-all"
        >
          {muted ? said.unmuteAll : said.muteAll}
        </button>
        <button
          type="button"
          class="button"
          disabled={disabled}
          onClick={() => commands.floor({ command: 'open-list', open: floor.list_closed })}
          data-action="open-list"
        >
          {floor.list_closed ? said.openList : said.closeList}
        </button>
      </div>
    </section>
  );
}

function ChairElsewhere({ seat }: { seat: SeatView }) {
  const { model, commands } = seat;
  const said = words.value.floor;
  const [asking, setAsking] = useState(false);
  const { chair } = model.floor.value;
  const holder = chair === undefined ? undefined : model.venue(chair);
  const busy = commands.underWay.value !== undefined;
  return (
    <div class="chair-elsewhere" data-chair={chair}>
      <p>
        <strong>
          {holder === undefined ? said.chairNobody : said.chairElsewhere(venueTitle(holder, words.value))}
        </strong>
      </p>
      {asking ? (
        <>
          <p>{said.takeChairSure}</p>
          <div class="settling">
            <button
              type="button"
              class="button button-danger"
              disabled={busy}
              onClick={() => commands.floor({ command: 'take-chair' })}
              data-action="take-chair-yes"
            >
              {said.takeChairYes}
            </button>
            <button type="button" class="button" onClick={() => setAsking(false)}>
              {words.value.app.cancel}
            </button>
          </div>
        </>
      ) : (
        <button
          type="button"
          class="button button-danger"
          disabled={busy}
          onClick={() => setAsking(true)}
          data-action="take-chair"
        >
          {said.takeChair}
        </button>
      )}
    </div>
  );
}
