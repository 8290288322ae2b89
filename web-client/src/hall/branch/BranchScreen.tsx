import { LanguageSwitch } from '../../design/LanguageSwitch';
import { deviceNowMs } from '../../state/now';
import { clockTime } from '../../words/time';
import { words } from '../../words/words';
import { ConnectionBanner, ConnectionState } from '../ConnectionBanner';
import { DeviceButton } from '../DevicePanel';
import { DeviceSwitches } from '../DeviceSwitches';
import { FixCard } from '../FixCard';
import { ListenButton } from '../ListenButton';
import { StageAnnouncer } from '../StageAnnouncer';
import { StageEmpty } from '../StageEmpty';
import { STAGE } from '../seat';
import type { SeatView } from '../seat_view';
import { VideoFrame } from '../VideoFrame';
import { venueTitle } from '../venue_words';
import { AskAnnouncer } from './AskAnnouncer';
import { AskPanel } from './AskPanel';
import { SelfView } from './SelfView';
import './branch.css';

/** A branch venue: the stage fills the window, its own picture is always in sight. */
export function BranchScreen({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const said = words.value;
  const onStage = model.onStage.value;
  const shown = model.venueInSlot(0);
  const stageVenue = model.stageVenue.value;
  const own = model.venue(model.ownVenue.value);
  const looked = onStage ? model.venue(0) : stageVenue;
  return (
    <div
      class={`branch${onStage ? ' branch-on-stage' : ''}`}
      data-page="branch"
      data-own={model.ownVenue.value}
      data-stage={model.stage.value}
    >
      <StageAnnouncer model={model} />
      <AskAnnouncer model={model} />
      <main class="branch-stage">
        <StageEmpty model={model} own={false} />
        <VideoFrame pool={seat.videos} name={STAGE} hidden={shown === undefined} />
      </main>
      <header class="branch-bar">
        <div class="branch-titles">
          <h1>{model.session.value?.title}</h1>
          <p>
            {own === undefined ? null : <strong>{venueTitle(own, said)}</strong>}
            {looked === undefined ? null : (
              <span class="branch-now">
                {onStage ? venueTitle(looked, said) : said.branch.stageOf(venueTitle(looked, said))}
              </span>
            )}
          </p>
        </div>
        {onStage ? <span class="live-mark branch-live">{liveMark(seat)}</span> : null}
        <div class="branch-state">
          <strong class="branch-clock">{clockTime(deviceNowMs.value + model.clockAheadMs.value)}</strong>
          <ConnectionState model={model} />
          <LanguageSwitch />
        </div>
      </header>
      <ConnectionBanner model={model} />
      <ListenButton sounds={seat.sounds} />
      <div class="branch-foot">
        <FixCard seat={seat} />
        <div class="branch-devices">
          <DeviceSwitches seat={seat} note={microphoneNote(seat)} />
          <DeviceButton seat={seat} />
        </div>
      </div>
      <AskPanel seat={seat} />
      <SelfView seat={seat} />
    </div>
  );
}

/** Who hears the venue's microphone right now. */
function microphoneNote({ model }: SeatView): string {
  const said = words.value;
  if (model.mutedByChair.value) return said.floor.mutedByChair;
  return model.onStage.value ? said.branch.micHeard : said.branch.micReady;
}

/** What is true of a venue on the stage right now. */
function liveMark({ model }: SeatView): string {
  const said = words.value.branch;
  if (model.link.value.state !== 'open' || model.path.value !== 'connected') return said.onStageLost;
  if (model.mutedByChair.value) return words.value.floor.onStageMutedByChair;
  return model.devices.value.microphone === 'on' ? said.onStageMark : said.onStageMuted;
}
