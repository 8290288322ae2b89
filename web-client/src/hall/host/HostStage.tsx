import { MAIN_VENUE } from '../../wire/constants';
import { words } from '../../words/words';
import { DeviceButton } from '../DevicePanel';
import { DeviceSwitches } from '../DeviceSwitches';
import { StageEmpty } from '../StageEmpty';
import { SELF, STAGE } from '../seat';
import type { SeatView } from '../seat_view';
import { VideoFrame } from '../VideoFrame';
import { venueTitle } from '../venue_words';

/** The picture everybody sees; the main venue's own while it is on the stage itself. */
export function HostStage({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const said = words.value;
  const venue = model.stageVenue.value;
  const main = model.stage.value === MAIN_VENUE;
  return (
    <section class="host-stage" data-stage={model.stage.value}>
      <div class="stage-picture">
        <StageEmpty model={model} own={main} />
        {main ? (
          <VideoFrame pool={seat.videos} name={SELF} />
        ) : (
          <VideoFrame pool={seat.videos} name={STAGE} hidden={model.venueInSlot(0) === undefined} />
        )}
        <div class="stage-title">
          <span class="live-mark">{said.hall.live}</span>
          <strong>{venue === undefined ? '' : venueTitle(venue, said)}</strong>
          {main ? <span class="soft">{said.host.stageMainHint}</span> : null}
        </div>
        {main ? null : (
          <div class="host-self">
            <VideoFrame pool={seat.videos} name={SELF} mirrored />
            <span>{said.host.self}</span>
          </div>
        )}
      </div>
      <div class="host-devices">
        <DeviceSwitches seat={seat} />
        <DeviceButton seat={seat} />
      </div>
    </section>
  );
}
