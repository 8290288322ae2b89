import { useState } from 'preact/hooks';
import { Dialog } from '../../design/Dialog';
import { SearchField } from '../../design/fields';
import { StatusShape } from '../../design/StatusShape';
import { shapeOf } from '../../state/roster';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';
import { venueTitle } from '../venue_words';

/** Which venue this page sees on its stage, while nothing is forced on everybody (选看). */
export function WatchDialog({ seat, onClose }: { seat: SeatView; onClose: () => void }) {
  const { model, commands } = seat;
  const said = words.value.more;
  const [wanted, setWanted] = useState('');
  const own = model.ownVenue.value;
  const floor = model.floor.value;
  const watched = floor.choices.find(({ venue }) => venue === own)?.watches;
  const busy = commands.underWay.value !== undefined;
  const watch = async (venue: number | undefined) => {
    const done = await commands.floor(
      venue === undefined ? { command: 'watch' } : { command: 'watch', venue },
    );
    if (done) onClose();
  };
  const venues = model.venues.value.filter(
    (venue) => venue.number !== own && venueTitle(venue, words.value).includes(wanted.trim()),
  );
  return (
    <Dialog title={said.watchTitle} onClose={onClose}>
      {floor.picture_forced ? <p class="panel-warning">{said.watchForced}</p> : null}
      <div class="watch-head">
        <SearchField value={wanted} onInput={setWanted} placeholder={said.search} />
        <button
          type="button"
          class="button"
          disabled={busy || watched === undefined}
          onClick={() => watch(undefined)}
          data-action="watch-stage"
        >
          {said.watchBack}
        </button>
      </div>
      <ul class="watch-list">
        {venues.map((venue) => (
          <li key={venue.number}>
            <button
              type="button"
              class="button"
              aria-pressed={watched === venue.number}
              disabled={busy || floor.picture_forced || venue.connection !== 'online'}
              onClick={() => watch(venue.number)}
              data-watch={venue.number}
            >
              <StatusShape shape={shapeOf(venue)} label={words.value.venue[venue.connection]} />
              {venueTitle(venue, words.value)}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
