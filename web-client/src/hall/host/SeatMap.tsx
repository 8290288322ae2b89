import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { StatusShape } from '../../design/StatusShape';
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
            venue={venue}
            openedMs={model.session.value?.openedMs ?? 0}
            onStage={model.stage.value === venue.number}
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
  venue: VenueState;
  openedMs: number;
  onStage: boolean;
  selected: boolean;
  reachable: boolean;
  onSelect: () => void;
}) {
  const { venue, onStage, selected } = props;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const focused = document.activeElement;
    // The keys move the focus along; a choice made elsewhere leaves it where it is.
    if (selected && (focused === document.body || focused?.closest('[data-seat]') != null))
      button.current?.focus();
  }, [selected]);
  const classes = [
    'seat',
    `seat-${venue.connection}`,
    selected ? 'seat-selected' : '',
    onStage ? 'seat-on-stage' : '',
  ].join(' ');
  return (
    <li>
      <button
        ref={button}
        type="button"
        class={classes}
        title={connectionSince(venue, props.openedMs, words.value)}
        aria-pressed={selected}
        tabIndex={props.reachable ? 0 : -1}
        onClick={props.onSelect}
        data-seat={venue.number}
        data-connection={venue.connection}
      >
        <StatusShape shape={shapeOf(venue)} label={words.value.venue[venue.connection]} />
        <span class="seat-number">{venueNumber(venue.number)}</span>
        <span class="seat-name">{venue.short_name}</span>
        {onStage ? <span class="seat-live">{words.value.hall.live}</span> : null}
      </button>
    </li>
  );
}
