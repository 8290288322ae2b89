import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../../design/Dialog';
import { Icon } from '../../design/Icon';
import { headcount } from '../../state/sign_in';
import { words } from '../../words/words';
import { CheckLine } from '../check/CheckLine';
import { DeviceCheckCard } from '../check/DeviceCheckCard';
import { ShareButtons } from '../ShareButtons';
import type { SeatView } from '../seat_view';
import { SignInDialog } from './SignInDialog';
import { WatchDialog } from './WatchDialog';

/** What a branch needs less often: signing in, choosing a picture, the chair, the device check. */
export function MoreMenu({ seat }: { seat: SeatView }) {
  const { model, commands } = seat;
  const said = words.value;
  const [menu, setMenu] = useState(false);
  const [dialog, setDialog] = useState<'sign-in' | 'watch' | 'check' | undefined>(undefined);
  useEffect(() => {
    if (!menu) return;
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setMenu(false);
    };
    window.addEventListener('keydown', closeOnEscape);
    return () => window.removeEventListener('keydown', closeOnEscape);
  }, [menu]);
  const own = model.ownVenue.value;
  const floor = model.floor.value;
  const busy = commands.underWay.value !== undefined || model.link.value.state !== 'open';
  const people = headcount(model.sheets.value.get(own));
  const requested = floor.chair_requests.includes(own);
  // A branch presents from the stage, or where the chair gave it the slides.
  const maySlides =
    floor.slides === own || (floor.slides === undefined && model.onStage.value) || floor.chair === own;
  const openDialog = (which: typeof dialog) => {
    setMenu(false);
    setDialog(which);
  };
  const close = () => setDialog(undefined);
  return (
    <>
      <button
        type="button"
        class="device-switch"
        onClick={() => openDialog('sign-in')}
        data-action="sign-in"
        data-signed-in-count={people}
      >
        <Icon name={people > 0 ? 'check' : 'sign'} />
        {people > 0 ? said.signIn.openDone(people) : said.signIn.open}
      </button>
      <div class="device-choice">
        <button
          type="button"
          class="device-switch"
          aria-expanded={menu}
          onClick={() => setMenu(!menu)}
          data-action="more"
        >
          <Icon name="more" />
          {said.more.button}
        </button>
        {menu ? (
          <section class="device-panel more-menu" aria-label={said.more.button}>
            <ShareButtons seat={seat} disabled={!maySlides} />
            {maySlides || !seat.slides.possible ? null : <p class="soft">{said.share.needStage}</p>}
            <button type="button" class="button" onClick={() => openDialog('watch')} data-action="watch">
              {said.more.watch}
            </button>
            {floor.chair === own ? null : (
              <button
                type="button"
                class="button"
                disabled={busy}
                onClick={() => {
                  setMenu(false);
                  commands.floor({ command: requested ? 'withdraw-chair-request' : 'request-chair' });
                }}
                data-action="request-chair"
              >
                {requested ? said.more.withdrawChair : said.more.requestChair}
              </button>
            )}
            <button type="button" class="button" onClick={() => openDialog('check')} data-action="check">
              {said.check.open}
            </button>
          </section>
        ) : null}
      </div>
      {dialog === 'sign-in' ? <SignInDialog seat={seat} onClose={close} /> : null}
      {dialog === 'watch' ? <WatchDialog seat={seat} onClose={close} /> : null}
      {dialog === 'check' ? (
        <Dialog title={said.check.title} onClose={close} wide>
          <DeviceCheckCard devices={seat} path={<LivePath seat={seat} />} />
        </Dialog>
      ) : null}
    </>
  );
}

/** The path of the connection in use. */
function LivePath({ seat }: { seat: SeatView }) {
  const said = words.value.check;
  const [shape, state] = {
    idle: ['warn', said.pathWait] as const,
    connecting: ['warn', said.pathWait] as const,
    connected: ['ok', said.pathOk] as const,
    broken: ['bad', said.pathBad] as const,
  }[seat.model.path.value];
  return (
    <CheckLine shape={shape} name={said.path} data="path">
      {state}
    </CheckLine>
  );
}
