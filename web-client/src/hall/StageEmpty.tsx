import { Icon } from '../design/Icon';
import { deviceState } from '../protocol/capture';
import type { HallModel } from '../state/hall_model';
import { words } from '../words/words';
import { venueTitle } from './venue_words';

/** What stands behind the stage's picture while there is none: why, and whether it comes back. */
export function StageEmpty({ model, own }: { model: HallModel; own: boolean }) {
  const said = words.value;
  const venue = model.stageVenue.value;
  const camera = own ? deviceState(model.captured.value.camera) : venue?.devices.camera;
  const connection = own ? 'online' : venue?.connection;
  const title = venue === undefined ? '' : venueTitle(venue, said);
  const gone =
    connection === 'absent' || connection === 'lost' || camera === 'missing' || camera === 'denied';
  return (
    <div class="stage-empty">
      <Icon name={camera === 'on' || camera === 'unknown' ? 'camera' : 'camera-off'} />
      <p>
        {gone
          ? said.branch.stageOff(title)
          : camera === 'off'
            ? said.venue.cameraOff
            : said.host.stageWaiting}
      </p>
      {gone && !own ? <p class="soft">{said.branch.stageOffHint}</p> : null}
    </div>
  );
}
