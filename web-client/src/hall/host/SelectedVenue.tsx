import type { Signal } from '@preact/signals';
import { Icon } from '../../design/Icon';
import { StatusShape } from '../../design/StatusShape';
import { stageFree } from '../../state/floor';
import { shapeOf, venueNumber } from '../../state/roster';
import { MAIN_VENUE } from '../../wire/constants';
import type { VenueState } from '../../wire/VenueState';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';
import { connectionSince, deviceWord, venueTitle } from '../venue_words';

/** The chosen venue: how it stands, and the commands that apply to it. */
export function SelectedVenue({
  seat,
  selection,
}: {
  seat: SeatView;
  selection: Signal<number | undefined>;
}) {
  const { model } = seat;
  const said = words.value.host;
  const chosen = selection.value === undefined ? undefined : model.venue(selection.value);
  const mainOnStage = model.stage.value === MAIN_VENUE;
  const free = stageFree(model.floor.value, model.ownVenue.value);
  const switching = seat.switchingTo.value;
  return (
    <section class="selected" aria-live="off">
      {chosen === undefined ? (
        <p class="soft selected-hint">{said.selectHint}</p>
      ) : (
        <VenueDetails
          venue={chosen}
          openedMs={model.session.value?.openedMs ?? 0}
          muted={model.floor.value.muted.includes(chosen.number)}
        />
      )}
      <div class="commands">
        {chosen === undefined ? null : (
          <button
            type="button"
            class="button button-first button-large"
            disabled={
              !free ||
              chosen.connection !== 'online' ||
              chosen.number === model.stage.value ||
              switching !== undefined
            }
            onClick={() => seat.putOnStage(chosen.number)}
            title={said.putOnStageHint(venueTitle(chosen, words.value))}
            data-action="put-on-stage"
          >
            <Icon name="stage" />
            {chosen.number === model.stage.value
              ? said.onStage
              : switching === chosen.number
                ? said.switching
                : said.putOnStage}
          </button>
        )}
        <button
          type="button"
          class="button button-large"
          disabled={!free || mainOnStage || switching !== undefined}
          onClick={() => seat.putOnStage(MAIN_VENUE)}
          data-action="back-to-main"
        >
          <Icon name="back" />
          {switching === MAIN_VENUE ? said.switching : mainOnStage ? said.stageMain : said.backToMain}
        </button>
      </div>
    </section>
  );
}

function VenueDetails(props: { venue: VenueState; openedMs: number; muted: boolean }) {
  const { venue, openedMs, muted } = props;
  const said = words.value;
  const here = venue.connection === 'online' || venue.connection === 'joining';
  return (
    <div class="venue-details">
      <h2>
        <span class="venue-details-number">{venueNumber(venue.number)}</span> {venue.name}
      </h2>
      <dl>
        <dt>{said.host.state}</dt>
        <dd>
          <StatusShape shape={shapeOf(venue)} label="" />
          {connectionSince(venue, openedMs, said)}
        </dd>
        {here ? (
          <>
            <dt>{said.host.camera}</dt>
            <dd>{deviceWord(venue.devices.camera, 'camera', said)}</dd>
            <dt>{said.host.microphone}</dt>
            <dd>{muted ? said.floor.muted : deviceWord(venue.devices.microphone, 'microphone', said)}</dd>
          </>
        ) : null}
      </dl>
      {here ? null : <p class="soft">{said.host.noPicture}</p>}
    </div>
  );
}
