import { LanguageSwitch } from '../../design/LanguageSwitch';
import { deviceNowMs } from '../../state/now';
import { currentItem, leftMs, minutesLate, nextOwnItem } from '../../state/run_of_show';
import { MAIN_VENUE } from '../../wire/constants';
import { clockTime, stopwatch } from '../../words/time';
import { words } from '../../words/words';
import { ConnectionState } from '../ConnectionBanner';
import type { SeatView } from '../seat_view';
import { venueTitle } from '../venue_words';

/** The branch's top line: whose page it is, what goes on now, and what comes for this venue when. */
export function BranchBar({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const said = words.value;
  const onStage = model.onStage.value;
  const own = model.venue(model.ownVenue.value);
  const shown = model.venueInSlot(0);
  const looked = model.venue(onStage ? (shown ?? MAIN_VENUE) : (shown ?? model.stage.value));
  const watched = shown !== undefined && !onStage && shown !== model.stage.value;
  const floor = model.floor.value;
  return (
    <header class="branch-bar">
      <div class="branch-titles">
        <h1>{floor.banner ?? model.session.value?.title}</h1>
        <p>
          {own === undefined ? null : <strong>{venueTitle(own, said)}</strong>}
          {looked === undefined ? null : (
            <span class="branch-now" data-looked={looked.number}>
              {onStage
                ? venueTitle(looked, said)
                : watched
                  ? said.more.watching(venueTitle(looked, said))
                  : said.branch.stageOf(venueTitle(looked, said))}
            </span>
          )}
          {floor.broadcast === undefined ? null : (
            <span class="branch-broadcast">{said.branchItem.broadcast}</span>
          )}
        </p>
        <BranchItems seat={seat} />
      </div>
      {onStage ? <span class="live-mark branch-live">{liveMark(seat)}</span> : null}
      <div class="branch-state">
        <strong class="branch-clock">{clockTime(deviceNowMs.value + model.clockAheadMs.value)}</strong>
        <ConnectionState model={model} />
        <LanguageSwitch />
      </div>
    </header>
  );
}

/** The item that runs with its countdown, and the venue's own next one with its clock time. */
function BranchItems({ seat: { model } }: { seat: SeatView }) {
  const said = words.value.branchItem;
  const show = words.value.runOfShow;
  const agenda = model.agenda.value;
  const current = currentItem(agenda);
  const own = nextOwnItem(agenda, model.ownVenue.value);
  if (current === undefined && own === undefined) return null;
  const left = current === undefined ? 0 : leftMs(current, deviceNowMs.value + model.clockAheadMs.value);
  return (
    <p class="branch-items">
      {current === undefined ? null : (
        <span data-item={current.number}>
          {said.now(current.title)}{' '}
          <strong class={left < 0 ? 'item-late' : undefined}>
            {left < 0 ? show.over : show.left} {stopwatch(Math.abs(left))}
          </strong>
        </span>
      )}
      {own === undefined ? null : (
        <span class="branch-own" data-own-item={own.number}>
          {own.state === 'running'
            ? said.ownNow
            : said.own(clockTime(own.expected_start_ms ?? own.planned_start_ms), own.title)}
          {minutesLate(own) > 0 && own.state === 'waiting' ? (
            <span class="item-late"> {show.late(minutesLate(own))}</span>
          ) : null}
        </span>
      )}
    </p>
  );
}

/** What is true of a venue on the stage right now. */
function liveMark({ model }: SeatView): string {
  const said = words.value.branch;
  if (model.link.value.state !== 'open' || model.path.value !== 'connected') return said.onStageLost;
  if (model.mutedByChair.value) return words.value.floor.onStageMutedByChair;
  return model.devices.value.microphone === 'on' ? said.onStageMark : said.onStageMuted;
}
