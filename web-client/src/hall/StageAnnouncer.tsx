import type { HallModel } from '../state/hall_model';
import { venueNumber } from '../state/roster';
import { MAIN_VENUE } from '../wire/constants';
import { words } from '../words/words';

/** Tells a screen reader who is on the stage, each time that changes. */
export function StageAnnouncer({ model }: { model: HallModel }) {
  const venue = model.stageVenue.value;
  const said = words.value;
  const text =
    venue === undefined
      ? ''
      : venue.number === MAIN_VENUE
        ? said.hall.backToMain
        : said.hall.nowOnStage(said.venue.of(venueNumber(venue.number), venue.short_name));
  return (
    <p class="heard-only" aria-live="polite">
      {text}
    </p>
  );
}
