import { words } from '../../words/words';
import { StageEmpty } from '../StageEmpty';
import { SLIDES, STAGE } from '../seat';
import type { SeatView } from '../seat_view';
import { SLIDES_POSITION } from '../slots';
import { VideoFrame } from '../VideoFrame';
import { venueTitle } from '../venue_words';

/** What fills the window: the stage; or slides, while somebody presents, with the stage as an inset. */
export function BranchStage({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const shown = model.venueInSlot(0);
  const presenter = model.venueInSlot(SLIDES_POSITION);
  const stage = <VideoFrame pool={seat.videos} name={STAGE} hidden={shown === undefined} />;
  if (presenter === undefined) {
    return (
      <main class="branch-stage">
        <StageEmpty model={model} own={false} />
        {stage}
      </main>
    );
  }
  const venue = model.venue(presenter);
  const title = venue === undefined ? '' : words.value.branchItem.slidesOf(venueTitle(venue, words.value));
  return (
    <main class="branch-stage branch-slides" data-slides={presenter} aria-label={title}>
      <VideoFrame pool={seat.videos} name={SLIDES} />
      <div class="stage-inset">{stage}</div>
    </main>
  );
}
