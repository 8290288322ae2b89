import { useState } from 'preact/hooks';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';
import { venueTitle } from '../venue_words';

/** Where another venue has the chair: which, and how to get it back. Asks once. */
export function ChairElsewhere({ seat }: { seat: SeatView }) {
  const { model, commands } = seat;
  const said = words.value.floor;
  const [asking, setAsking] = useState(false);
  const { chair } = model.floor.value;
  if (chair === model.ownVenue.value) return null;
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
