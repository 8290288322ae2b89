import { Icon } from '../../design/Icon';
import { placeInQueue } from '../../state/floor';
import { venueNumber } from '../../state/roster';
import { MAIN_VENUE } from '../../wire/constants';
import type { VenueState } from '../../wire/VenueState';
import { clockTime } from '../../words/time';
import { words } from '../../words/words';
import { tileName } from '../seat';
import type { SeatView } from '../seat_view';
import { VideoFrame } from '../VideoFrame';
import { connectionSince } from '../venue_words';

interface TileProps {
  seat: SeatView;
  venue: VenueState;
  /** The picture has stood still for a while though the venue is here. */
  still: boolean;
}

/** One venue on the wall: its picture, its name below, and in words what is wrong if something is. */
export function WallTile({ seat, venue, still }: TileProps) {
  const { model } = seat;
  const said = words.value;
  const { number } = venue;
  const floor = model.floor.value;
  const onStage = model.stage.value === number;
  const asks = placeInQueue(floor, number);
  const patrolled = floor.patrol?.venue === number;
  const called = floor.roll_call?.running === true && floor.roll_call.called === number;
  const here = venue.connection === 'online' || venue.connection === 'joining';
  const slow = here && (still || model.starvedVenues.value.has(number));
  const trouble =
    venue.connection === 'lost'
      ? said.venue.lostSince(clockTime(venue.since_ms))
      : slow
        ? said.venue.still
        : undefined;
  const state = onStage
    ? ' tile-on-stage'
    : asks !== undefined
      ? ' tile-asks'
      : patrolled
        ? ' tile-patrolled'
        : '';
  return (
    <li
      class={`tile tile-${venue.connection}${state}`}
      data-venue={number}
      data-connection={venue.connection}
      data-still={still}
      data-asks={asks}
      data-patrolled={patrolled}
    >
      <div class="tile-picture">
        <TileEmpty venue={venue} openedMs={model.session.value?.openedMs ?? 0} />
        <VideoFrame pool={seat.videos} name={tileName(number)} hidden={venue.connection === 'absent'} />
        {asks === undefined ? null : (
          <p class="tile-hand">
            <Icon name="hand" />
            <span aria-hidden="true">{asks}</span>
            <span class="heard-only">{said.floor.asks(asks)}</span>
          </p>
        )}
        {called || patrolled ? (
          <p class="tile-mark">{called ? said.deck.rollCall : said.deck.patrol}</p>
        ) : null}
        {trouble === undefined ? null : (
          <p class="tile-trouble">
            <span aria-hidden="true">▲</span> {trouble}
          </p>
        )}
      </div>
      <TileName venue={venue} />
    </li>
  );
}

/** A venue's name under its picture, the number first. */
export function TileName({ venue }: { venue: Pick<VenueState, 'number' | 'short_name'> }) {
  return (
    <p class={`tile-name${venue.short_name.length > 4 ? ' tile-name-long' : ''}`}>
      {venue.number === MAIN_VENUE ? null : <span class="tile-number">{venueNumber(venue.number)}</span>}
      <span class="tile-word">{venue.short_name}</span>
    </p>
  );
}

function TileEmpty({ venue, openedMs }: { venue: VenueState; openedMs: number }) {
  const said = words.value;
  if (venue.connection === 'absent') {
    return (
      <div class="tile-empty">
        <span class="tile-dash" aria-hidden="true">
          –
        </span>
        <span>{connectionSince(venue, openedMs, said)}</span>
      </div>
    );
  }
  // What is wrong is said over the last picture.
  if (venue.connection === 'lost') return null;
  const camera = venue.devices.camera;
  const text =
    camera === 'off'
      ? said.venue.cameraOff
      : camera === 'missing' || camera === 'denied'
        ? said.venue.noPicture
        : venue.connection === 'joining'
          ? said.venue.joining
          : said.venue.waitingPicture;
  return (
    <div class="tile-empty">
      <span>{text}</span>
    </div>
  );
}
