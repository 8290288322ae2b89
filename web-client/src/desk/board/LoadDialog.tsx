import { useState } from 'preact/hooks';
import { ChoiceBar } from '../../design/choices';
import { Dialog } from '../../design/Dialog';
import { venueNumber } from '../../state/roster';
import type { Board } from '../../wire/Board';
import type { Load } from '../../wire/Load';
import { words } from '../../words/words';

/** What the plan asks of each venue, or of each person in a role at a venue. */
export function LoadDialog({ board, onClose }: { board: Board; onClose: () => void }) {
  const said = words.value.board;
  return (
    <Dialog wide title={said.load} onClose={onClose}>
      <LoadTable board={board} />
    </Dialog>
  );
}

/** The same, as a table. */
export function LoadTable({ board }: { board: Board }) {
  const [by, setBy] = useState<'venue' | 'person'>('venue');
  const said = words.value.board;
  const venueName = (number: number) => {
    const venue = board.venues.find((known) => known.number === number);
    return `${venueNumber(number)} ${venue?.short_name ?? ''}`;
  };
  const roleName = (number: number) => board.roles.find((role) => role.number === number)?.name ?? '';
  return (
    <>
      <ChoiceBar
        label={said.loadBy}
        value={by}
        options={[
          { value: 'venue', label: said.byVenue },
          { value: 'person', label: said.byPerson },
        ]}
        onChoose={setBy}
      />
      {board.load.length === 0 ? (
        <p class="soft">{said.noLoad}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th>{said.venue}</th>
              {by === 'person' ? <th>{said.role}</th> : null}
              <th class="figure-cell">{said.persons}</th>
              <th class="figure-cell">{by === 'person' ? said.sessionsEach : said.trips}</th>
              <th class="figure-cell">{said.ownMinutes}</th>
              <th class="figure-cell">{said.sitThrough}</th>
            </tr>
          </thead>
          <tbody>
            {by === 'person'
              ? board.load.map((load) => (
                  <tr key={`${load.venue} ${load.role}`}>
                    <td>{venueName(load.venue)}</td>
                    <td>{roleName(load.role)}</td>
                    <td class="figure-cell">{load.people}</td>
                    <td class="figure-cell">{load.sessions}</td>
                    <td class="figure-cell">{load.own_min}</td>
                    <td class="figure-cell">{load.sit_through_min}</td>
                  </tr>
                ))
              : venueLoads(board.load).map((load) => (
                  <tr key={load.venue}>
                    <td>{venueName(load.venue)}</td>
                    <td class="figure-cell">{load.people}</td>
                    <td class="figure-cell">{load.trips}</td>
                    <td class="figure-cell">{load.ownMin}</td>
                    <td class="figure-cell">{load.sitThroughMin}</td>
                  </tr>
                ))}
          </tbody>
        </table>
      )}
    </>
  );
}

interface VenueLoad {
  venue: number;
  people: number;
  trips: number;
  ownMin: number;
  sitThroughMin: number;
}

/** The sum over a venue's people, in the venues' order. */
function venueLoads(loads: readonly Load[]): VenueLoad[] {
  const venues = new Map<number, VenueLoad>();
  for (const load of loads) {
    const sum = venues.get(load.venue) ?? {
      venue: load.venue,
      people: 0,
      trips: 0,
      ownMin: 0,
      sitThroughMin: 0,
    };
    sum.people += load.people;
    sum.trips += load.people * load.sessions;
    sum.ownMin += load.people * load.own_min;
    sum.sitThroughMin += load.people * load.sit_through_min;
    venues.set(load.venue, sum);
  }
  return [...venues.values()].sort((a, b) => a.venue - b.venue);
}
