import type { Signal } from '@preact/signals';
import { Icon } from '../../design/Icon';
import { StatusShape } from '../../design/StatusShape';
import { stageFree } from '../../state/floor';
import { shapeOf, venueNumber } from '../../state/roster';
import type { VenueState } from '../../wire/VenueState';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';
import { connectionSince, deviceWord, venueTitle } from '../venue_words';
import { chairOf } from './chair';

/** The chosen venue: how it stands, and the commands that apply to it. */
export function SelectedVenue(props: { seat: SeatView; selection: Signal<number | undefined> }) {
  const { seat, selection } = props;
  const chosen = selection.value === undefined ? undefined : seat.model.venue(selection.value);
  return (
    <section class="selected" data-selected={selection.value}>
      {chosen === undefined ? (
        <p class="soft selected-hint">{words.value.host.selectHint}</p>
      ) : (
        <>
          <VenueDetails seat={seat} venue={chosen} />
          <VenueCommands seat={seat} venue={chosen} />
          <button
            type="button"
            class="button button-quiet icon-button"
            aria-label={words.value.deck.unselect}
            onClick={() => {
              selection.value = undefined;
            }}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </section>
  );
}

function VenueCommands({ seat, venue }: { seat: SeatView; venue: VenueState }) {
  const { model } = seat;
  const host = words.value.host;
  const said = words.value.deck;
  const chair = chairOf(seat);
  const floor = model.floor.value;
  const { number } = venue;
  const here = venue.connection === 'online';
  const free = chair.ready && stageFree(floor, model.ownVenue.value);
  const switching = seat.switchingTo.value;
  const onStage = number === model.stage.value;
  const muted = floor.muted.includes(number);
  const watched = floor.choices.some(
    ({ venue: who, watches }) => who === model.ownVenue.value && watches === number,
  );
  const rollCall = floor.roll_call?.running === true;
  return (
    <div class="selected-commands">
      {rollCall ? (
        <button
          type="button"
          class="button button-first"
          disabled={!chair.ready}
          onClick={() => chair.send({ command: 'call-venue', venue: number })}
          data-action="call-this"
        >
          {said.callThis}
        </button>
      ) : (
        <button
          type="button"
          class="button button-first"
          disabled={!free || !here || onStage || switching !== undefined}
          onClick={() => seat.putOnStage(number)}
          title={host.putOnStageHint(venueTitle(venue, words.value))}
          data-action="put-on-stage"
        >
          <Icon name="stage" />
          {onStage ? host.onStage : switching === number ? host.switching : host.putOnStage}
        </button>
      )}
      <button
        type="button"
        class="button"
        aria-pressed={muted}
        disabled={!chair.ready}
        onClick={() => chair.send({ command: 'mute', venue: number, muted: !muted })}
        data-action="mute-venue"
      >
        {muted ? said.unmute : said.mute}
      </button>
      <button
        type="button"
        class="button"
        aria-pressed={watched}
        title={said.watchHint}
        disabled={!watched && (!here || floor.picture_forced || onStage)}
        onClick={() =>
          seat.commands.floor(watched ? { command: 'watch' } : { command: 'watch', venue: number })
        }
        data-action="watch"
      >
        {watched ? said.watchEnd : said.watch}
      </button>
      <button
        type="button"
        class="button"
        disabled={!chair.ready || !here || floor.slides === number}
        onClick={() => chair.send({ command: 'give-slides', venue: number })}
        data-action="give-slides"
      >
        {floor.slides === number ? said.presents : said.giveSlides}
      </button>
    </div>
  );
}

function VenueDetails({ seat: { model }, venue }: { seat: SeatView; venue: VenueState }) {
  const said = words.value;
  const here = venue.connection === 'online' || venue.connection === 'joining';
  const floor = model.floor.value;
  const muted = floor.muted.includes(venue.number);
  const sheet = model.sheets.value.get(venue.number);
  return (
    <div class="venue-details">
      <h2>
        <span class="venue-details-number">{venueNumber(venue.number)}</span> {venue.name}
      </h2>
      <p>
        <StatusShape shape={shapeOf(venue)} label="" />
        {connectionSince(venue, model.session.value?.openedMs ?? 0, said)}
        {floor.chair === venue.number ? <strong>{said.deck.chairMark}</strong> : null}
      </p>
      <p class="soft">
        {here
          ? `${said.host.camera} ${deviceWord(venue.devices.camera, 'camera', said)} · ${said.host.microphone} ${
              muted ? said.floor.muted : deviceWord(venue.devices.microphone, 'microphone', said)
            }`
          : said.host.noPicture}
        {sheet?.headcount === undefined ? null : ` · ${said.host.headcount(sheet.headcount)}`}
      </p>
    </div>
  );
}
