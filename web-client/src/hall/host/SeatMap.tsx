import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from '../../design/Icon';
import { StatusShape } from '../../design/StatusShape';
import { placeInQueue } from '../../state/floor';
import type { HallModel } from '../../state/hall_model';
import { shapeOf, venueNumber } from '../../state/roster';
import type { VenueState } from '../../wire/VenueState';
import { words } from '../../words/words';
import { connectionSince } from '../venue_words';

/** Columns of the seat map; 33 venues fill 11 rows. */
export const SEAT_COLUMNS = 3;

/** Every branch venue at its fixed place. */
export function SeatMap({ model, selection }: { model: HallModel; selection: Signal<number | undefined> }) {
  const said = words.value.host;
  const { online, due } = model.attendance.value;
  const branches = model.branches.value;
  return (
    <section class="seat-map" aria-label={said.seats}>
      <header>
        <h2>{said.seats}</h2>
        <span class="soft">{said.counts(online, due)}</span>
      </header>
      <ul class="seats">
        {branches.map((venue, position) => (
          <SeatChip
            key={venue.number}
            model={model}
            venue={venue}
            selected={selection.value === venue.number}
            reachable={selection.value === venue.number || (selection.value === undefined && position === 0)}
            onSelect={() => {
              selection.value = venue.number;
            }}
          />
        ))}
      </ul>
    </section>
  );
}

function SeatChip(props: {
  model: HallModel;
  venue: VenueState;
  selected: boolean;
  reachable: boolean;
  onSelect: () => void;
}) {
  const { model, venue, selected } = props;
  const { number } = venue;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const focused = document.activeElement;
    // The keys move the focus along; a choice made elsewhere leaves it where it is.
    if (selected && (focused === document.body || focused?.closest('[data-seat]') != null))
      button.current?.focus();
  }, [selected]);
  const said = words.value;
  const floor = model.floor.value;
  const onStage = model.stage.value === number;
  const asks = placeInQueue(floor, number);
  const muted = floor.muted.includes(number);
  const open = floor.open_microphones.includes(number);
  const classes = [
    'seat',
    `seat-${venue.connection}`,
    selected ? 'seat-selected' : '',
    onStage ? 'seat-on-stage' : '',
    model.loudest.value[0] === number ? 'seat-loud' : '',
  ].join(' ');
  return (
    <li>
      <button
        ref={button}
        type="button"
        class={classes}
        title={connectionSince(venue, model.session.value?.openedMs ?? 0, said)}
        aria-pressed={selected}
        tabIndex={props.reachable ? 0 : -1}
        onClick={props.onSelect}
        data-seat={number}
        data-connection={venue.connection}
        data-muted={muted}
        data-open={open}
        data-asks={asks}
      >
        <StatusShape shape={shapeOf(venue)} label={said.venue[venue.connection]} />
        <span class="seat-number">{venueNumber(number)}</span>
        <span class="seat-name">{venue.short_name}</span>
        <span class="seat-marks">
          {floor.chair === number ? <Mark icon="chair" label={said.deck.chairMark} /> : null}
          {floor.slides === number ? <Mark icon="screen" label={said.deck.presents} /> : null}
          {open ? <Mark icon="microphone" label={said.deck.open} on /> : null}
          {muted ? <Mark icon="microphone-off" label={said.floor.muted} /> : null}
          {asks === undefined ? null : (
            <span class="seat-asks">
              <Icon name="hand" />
              <span aria-hidden="true">{asks}</span>
              <span class="heard-only">{said.floor.asks(asks)}</span>
            </span>
          )}
        </span>
        {onStage ? <span class="seat-live">{said.hall.live}</span> : null}
      </button>
    </li>
  );
}

function Mark({ icon, label, on = false }: { icon: IconName; label: string; on?: boolean }) {
  return (
    <span class={on ? 'seat-mark seat-mark-on' : 'seat-mark'} title={label}>
      <Icon name={icon} />
      <span class="heard-only">{label}</span>
    </span>
  );
}
