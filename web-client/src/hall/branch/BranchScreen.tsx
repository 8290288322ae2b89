import { words } from '../../words/words';
import { ConnectionBanner } from '../ConnectionBanner';
import { DeviceSwitches } from '../DeviceSwitches';
import { FixCard } from '../FixCard';
import { ListenButton } from '../ListenButton';
import { ShareButtons } from '../ShareButtons';
import { StageAnnouncer } from '../StageAnnouncer';
import type { SeatView } from '../seat_view';
import { AskAnnouncer } from './AskAnnouncer';
import { AskPanel } from './AskPanel';
import { BranchBar } from './BranchBar';
import { BranchStage } from './BranchStage';
import { CallNotice } from './CallNotice';
import { ChairBar } from './ChairBar';
import { MoreMenu } from './MoreMenu';
import { SelfView } from './SelfView';
import './branch.css';
import './branch_dialogs.css';

/** A branch venue: the stage fills the window, its own picture is always in sight. */
export function BranchScreen({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const { crawl } = model.floor.value;
  return (
    <div
      class={`branch${model.onStage.value ? ' branch-on-stage' : ''}`}
      data-page="branch"
      data-own={model.ownVenue.value}
      data-stage={model.stage.value}
    >
      <StageAnnouncer model={model} />
      <AskAnnouncer model={model} />
      <BranchStage seat={seat} />
      <div class="branch-top">
        <BranchBar seat={seat} />
        {crawl === undefined ? null : (
          <p class="branch-crawl" role="status">
            {crawl}
          </p>
        )}
        <CallNotice model={model} />
        <ChairBar seat={seat} />
        <SharingNotice seat={seat} />
      </div>
      <ConnectionBanner model={model} />
      <ListenButton sounds={seat.sounds} />
      <div class="branch-foot">
        <FixCard seat={seat} />
        <div class="branch-devices">
          <DeviceSwitches seat={seat} note={microphoneNote(seat)} />
          <MoreMenu seat={seat} />
        </div>
      </div>
      <AskPanel seat={seat} />
      <SelfView seat={seat} />
    </div>
  );
}

/** That this page shares its screen, with the way to end it. */
function SharingNotice({ seat }: { seat: SeatView }) {
  if (seat.slides.sharing.value !== 'sharing') return null;
  return (
    <section class="chair-bar">
      <strong>{words.value.share.sharing}</strong>
      <ShareButtons seat={seat} disabled={false} />
    </section>
  );
}

/** Who hears the venue's microphone right now. */
function microphoneNote({ model }: SeatView): string {
  const said = words.value;
  if (model.mutedByChair.value) return said.floor.mutedByChair;
  return model.onStage.value ? said.branch.micHeard : said.branch.micReady;
}
