import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { api, postApi } from '../app/services';
import { AskFirst, SearchField } from '../design/fields';
import { Icon } from '../design/Icon';
import { ProblemNote } from '../design/Notice';
import type { Rights } from '../state/rights';
import { venueNumber } from '../state/roster';
import { MAIN_VENUE } from '../wire/constants';
import type { DeviceLink } from '../wire/DeviceLink';
import type { Place } from '../wire/Place';
import type { Venue } from '../wire/Venue';
import { words } from '../words/words';
import { type CalendarLinkMade, CalendarLinks } from './CalendarLinks';
import { LinkSheet } from './LinkSheet';
import { EmptyList, LoadedList } from './LoadedList';
import { useLoaded, useSubmission } from './loaded';
import { ActionsHead, RowActions } from './RowActions';
import { VenueForm } from './VenueForm';

/** The street's venues, and the links their devices open. */
export function VenuesPage({ rights }: { rights: Rights }) {
  const { loaded, reload } = useLoaded(() => api.venues());
  const submission = useSubmission();
  const [search, setSearch] = useState('');
  const [editing, setEditing] = useState<Venue | 'new' | undefined>(undefined);
  const links = useSignal<readonly DeviceLink[]>([]);
  const calendars = useSignal<readonly CalendarLinkMade[]>([]);
  const making = useSignal<{ done: number; all: number } | undefined>(undefined);
  const said = words.value.venues;
  const venues = loaded.value.state === 'here' ? loaded.value.value : [];
  const branches = venues.filter((venue) => venue.number !== MAIN_VENUE);

  /** Makes something for each of them, and says how far it is. */
  const makeEach = async <Wanted,>(all: readonly Wanted[], make: (wanted: Wanted) => Promise<boolean>) => {
    for (const [done, wanted] of all.entries()) {
      if (all.length > 1) making.value = { done, all: all.length };
      if (!(await make(wanted))) break;
    }
    making.value = undefined;
  };
  const makeLinks = (wanted: readonly { venue: number; place: Place }[]) =>
    makeEach(wanted, async ({ venue, place }) => {
      const reply = await submission.submit(() => api.addLink(venue, { place }));
      if (!reply?.ok) return false;
      const link = reply.body;
      const others = links.value.filter((known) => known.venue !== venue || known.place !== place);
      links.value = [...others, link].sort((a, b) => a.venue - b.venue);
      return true;
    });
  const makeCalendars = (wanted: readonly Venue[]) => {
    calendars.value = [];
    return makeEach(wanted, async (venue) => {
      const reply = await submission.submit(() =>
        postApi.makeCalendarLink({ of: 'venue', venue: venue.number }),
      );
      if (!reply?.ok) return false;
      const name = `${venueNumber(venue.number)} ${venue.name}`;
      calendars.value = [...calendars.value, { name, path: reply.body.path }];
      return true;
    });
  };
  const remove = async (venue: Venue) => {
    const reply = await submission.submit(() => api.removeVenue(venue.number));
    if (reply?.ok) await reload();
  };

  return (
    <>
      <header class="page-head no-print">
        <h1>{said.title}</h1>
        {rights.manageLinks && branches.length > 0 ? (
          making.value === undefined ? (
            <AskFirst
              label={said.makeAll}
              question={said.makeAllSure}
              yes={said.makeAllYes}
              onYes={() => makeLinks(branches.map(({ number }) => ({ venue: number, place: 'branch' })))}
            />
          ) : (
            <span role="status">{said.making(making.value.done, making.value.all)}</span>
          )
        ) : null}
        {rights.manageStreet && branches.length > 0 && making.value === undefined ? (
          <AskFirst
            label={words.value.calendarLink.makeAll}
            question={words.value.calendarLink.renewHint}
            yes={said.makeAllYes}
            onYes={() => makeCalendars(branches)}
          />
        ) : null}
        {rights.manageStreet && editing === undefined ? (
          <button type="button" class="button button-first" onClick={() => setEditing('new')}>
            <Icon name="add" />
            {said.add}
          </button>
        ) : null}
      </header>
      <p class="soft no-print">{said.hint}</p>
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      {editing === undefined ? null : (
        <VenueForm
          key={editing === 'new' ? 'new' : editing.number}
          venue={editing === 'new' ? undefined : editing}
          nextNumber={Math.max(-1, ...venues.map((venue) => venue.number)) + 1}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            reload();
          }}
        />
      )}
      <LinkSheet
        links={links.value}
        venues={venues}
        onClose={() => {
          links.value = [];
        }}
      />
      <CalendarLinks links={calendars} />
      <div class="no-print-with-links">
        <LoadedList
          loaded={loaded.value}
          onRetry={reload}
          empty={<EmptyList title={said.none} hint={said.noneHint} />}
        >
          {(all) => (
            <>
              <SearchField value={search} onInput={setSearch} placeholder={said.searchHint} />
              <VenueTable
                venues={all.filter((venue) => matches(venue, search))}
                rights={rights}
                onLink={(venue, place) => makeLinks([{ venue, place }])}
                onCalendar={(venue) => makeCalendars([venue])}
                onEdit={setEditing}
                onRemove={remove}
              />
            </>
          )}
        </LoadedList>
      </div>
    </>
  );
}

function VenueTable(props: {
  venues: readonly Venue[];
  rights: Rights;
  onLink: (venue: number, place: Place) => void;
  onCalendar: (venue: Venue) => void;
  onEdit: (venue: Venue) => void;
  onRemove: (venue: Venue) => void;
}) {
  const said = words.value.venues;
  const desk = words.value.desk;
  if (props.venues.length === 0) return <p class="list-note soft">{desk.nothingFound}</p>;
  const placeNames: Record<Place, string> = { branch: said.branch, host: said.host, wall: said.wall };
  return (
    <table class="table">
      <thead>
        <tr>
          <th class="figure-cell">{said.number}</th>
          <th>{said.name}</th>
          <th>{said.shortName}</th>
          {props.rights.manageLinks ? <th>{said.makeLink}</th> : null}
          {props.rights.manageStreet ? <ActionsHead /> : null}
        </tr>
      </thead>
      <tbody>
        {props.venues.map((venue) => (
          <tr key={venue.number} data-venue={venue.number}>
            <td class="figure-cell">{venueNumber(venue.number)}</td>
            <td>{venue.name}</td>
            <td>{venue.short_name}</td>
            {props.rights.manageLinks ? (
              <td>
                <span class="row-actions">
                  {placesOf(venue).map((place) => (
                    <button
                      key={place}
                      type="button"
                      class="button"
                      title={said.oldLinkStops}
                      onClick={() => props.onLink(venue.number, place)}
                    >
                      {placeNames[place]}
                    </button>
                  ))}
                </span>
              </td>
            ) : null}
            {props.rights.manageStreet ? (
              <RowActions
                onChange={() => props.onEdit(venue)}
                changeLabel={desk.rename}
                onRemove={() => props.onRemove(venue)}
                removeQuestion={desk.sure(venue.name)}
              >
                <button
                  type="button"
                  class="button button-quiet"
                  title={words.value.calendarLink.renewHint}
                  onClick={() => props.onCalendar(venue)}
                >
                  {words.value.calendarLink.make}
                </button>
              </RowActions>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function placesOf(venue: Venue): Place[] {
  return venue.number === MAIN_VENUE ? ['host', 'wall'] : ['branch'];
}

function matches(venue: Venue, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return [venueNumber(venue.number), venue.name, venue.short_name].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}
