import { words } from '../../words/words';
import { STAGE, stagePosition } from '../seat';
import type { SeatView } from '../seat_view';
import { VideoFrame } from '../VideoFrame';
import { TileName } from './WallTile';

/** The stage as one of the wall's pictures: what everybody sees, or a patrol's turn for the main venue alone. */
export function WallStage({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const shown = model.venueInSlot(stagePosition('wall', model.venues.value.length));
  const venue = model.venue(shown ?? model.stage.value);
  const live = shown === undefined || shown === model.stage.value;
  return (
    <li class={`tile wall-stage${live ? ' tile-on-stage' : ''}`} data-stage-tile={shown}>
      <div class="tile-picture">
        <div class="tile-empty">
          <span>{words.value.venue.waitingPicture}</span>
        </div>
        <VideoFrame pool={seat.videos} name={STAGE} hidden={shown === undefined} />
        {live ? null : <p class="tile-mark">{words.value.deck.patrol}</p>}
      </div>
      {venue === undefined ? null : <TileName venue={venue} />}
    </li>
  );
}
