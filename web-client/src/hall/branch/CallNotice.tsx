import type { HallModel } from '../../state/hall_model';
import { words } from '../../words/words';
import { venueTitle } from '../venue_words';

/** That the roll is called, and whether it is this venue's turn: roll call is disclosed to those called. */
export function CallNotice({ model }: { model: HallModel }) {
  const rollCall = model.floor.value.roll_call;
  const said = words.value.branchItem;
  const called = rollCall?.running === true ? rollCall.called : undefined;
  const venue = called === undefined ? undefined : model.venue(called);
  const own = called === model.ownVenue.value;
  return (
    <div class="call-notice" role="status" aria-live="assertive">
      {venue === undefined ? null : (
        <p class={own ? 'call-own' : undefined} data-called={called}>
          {own
            ? rollCall?.purpose === 'check'
              ? said.checkingNow
              : said.calledNow
            : said.calling(venueTitle(venue, words.value))}
        </p>
      )}
    </div>
  );
}
