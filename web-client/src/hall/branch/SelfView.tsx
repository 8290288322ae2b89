import { Icon } from '../../design/Icon';
import { words } from '../../words/words';
import { SELF } from '../seat';
import type { SeatView } from '../seat_view';
import { VideoFrame } from '../VideoFrame';

/** The venue's own picture, mirrored, and in words whether the wall shows it. */
export function SelfView({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const said = words.value.branch;
  const camera = model.captured.value.camera;
  const sends = camera.track !== undefined && camera.enabled;
  const arrives = sends && model.path.value === 'connected' && model.link.value.state === 'open';
  return (
    <section
      class={`self-view${arrives ? '' : ' self-view-unseen'}`}
      aria-label={said.self}
      data-seen={arrives}
    >
      <div class="self-picture">
        {sends ? null : (
          <div class="stage-empty">
            <Icon name="camera-off" />
          </div>
        )}
        <VideoFrame pool={seat.videos} name={SELF} mirrored hidden={!sends} />
      </div>
      <p>{arrives ? said.onWall : sends ? said.wallSoon : said.notOnWall}</p>
    </section>
  );
}
