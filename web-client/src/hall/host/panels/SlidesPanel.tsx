import { words } from '../../../words/words';
import { ShareButtons } from '../../ShareButtons';
import type { SeatView } from '../../seat_view';
import { venueTitle } from '../../venue_words';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** Who presents slides, and sharing this computer's screen. */
export function SlidesPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const { model } = seat;
  const said = words.value.share;
  const chair = chairOf(seat);
  const holder = model.floor.value.slides;
  const venue = holder === undefined ? undefined : model.venue(holder);
  const own = holder === model.ownVenue.value;
  return (
    <Panel open={open} title={words.value.deck.slides}>
      <p class="panel-now">
        <strong>{venue === undefined ? said.nobody : said.holder(venueTitle(venue, words.value))}</strong>
      </p>
      <div class="choices">
        <ShareButtons seat={seat} disabled={holder !== undefined && !own && !chair.holds} />
      </div>
      {holder === undefined || seat.slides.sharing.value === 'sharing' ? null : (
        <button
          type="button"
          class="button"
          disabled={!chair.ready}
          onClick={() => chair.send({ command: 'release-slides' })}
          data-action="release-slides"
        >
          {said.takeBack}
        </button>
      )}
      <p class="soft">{said.hint}</p>
    </Panel>
  );
}
