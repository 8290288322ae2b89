import { MAIN_VENUE } from '../../wire/constants';
import { words } from '../../words/words';
import { DeviceButton } from '../DevicePanel';
import { DeviceSwitches } from '../DeviceSwitches';
import { StageEmpty } from '../StageEmpty';
import { OWN_SLIDES, SELF, SLIDES, STAGE } from '../seat';
import type { SeatView } from '../seat_view';
import { SLIDES_POSITION } from '../slots';
import { VideoFrame } from '../VideoFrame';
import { venueTitle } from '../venue_words';
import { EncoderNote } from './EncoderNote';
import { stagePicture } from './stage_picture';

/**
 * The picture everybody sees; the main venue's own while it is on the stage itself, which the server
 * sends back where it comes from an encoder. What the main
 * venue alone sees, a patrol's turn or a venue of its choice, takes its place and is called so.
 */
export function HostStage({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const said = words.value;
  const main = model.stage.value === MAIN_VENUE;
  const shown = model.venueInSlot(0);
  const picture = stagePicture(model.stage.value, shown);
  const alone = picture === 'alone';
  const venue = alone && shown !== undefined ? model.venue(shown) : model.stageVenue.value;
  const own = picture === 'own';
  const encoder = model.venue(MAIN_VENUE)?.encoder === true;
  const slides =
    seat.slides.sharing.value === 'sharing'
      ? OWN_SLIDES
      : model.venueInSlot(SLIDES_POSITION) === undefined
        ? undefined
        : SLIDES;
  return (
    <section class="host-stage" data-stage={model.stage.value} data-seen={own ? MAIN_VENUE : shown}>
      <div class="stage-picture">
        {slides === undefined ? <StageEmpty model={model} own={own} /> : null}
        {slides === undefined ? null : <VideoFrame pool={seat.videos} name={slides} />}
        <div class={slides === undefined ? 'stage-whole' : 'stage-inset'}>
          {own ? (
            <VideoFrame pool={seat.videos} name={SELF} />
          ) : (
            <VideoFrame pool={seat.videos} name={STAGE} hidden={shown === undefined} />
          )}
        </div>
        <div class="stage-title">
          {alone ? (
            <span class="alone-mark">{said.host.seenHereOnly}</span>
          ) : (
            <span class="live-mark">{said.hall.live}</span>
          )}
          <strong>{venue === undefined ? '' : venueTitle(venue, said)}</strong>
          {main && !alone ? <span class="soft">{said.host.stageMainHint}</span> : null}
        </div>
        {own || encoder || slides !== undefined ? null : (
          <div class="host-self">
            <VideoFrame pool={seat.videos} name={SELF} mirrored />
            <span>{said.host.self}</span>
          </div>
        )}
      </div>
      <div class="host-devices">
        <DeviceSwitches seat={seat} />
        <DeviceButton seat={seat} />
        <span class="host-source" role="status">
          <EncoderNote model={model} />
        </span>
      </div>
    </section>
  );
}
