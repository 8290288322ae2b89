import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { planningApi, postApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { SearchField, TextField } from '../../design/fields';
import { venueNumber } from '../../state/roster';
import type { RosterPerson } from '../../wire/RosterPerson';
import { words } from '../../words/words';
import { type CalendarLinkMade, CalendarLinks } from '../CalendarLinks';
import { EditedList, type FormEnd, type RowRequests } from '../EditedList';
import { FileImport } from '../FileImport';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
import { ActionsHead, RowActions } from '../RowActions';
import { SendForm } from '../SendForm';
import { RolesForm } from './RolesForm';
import { readStreet, type Street } from './street';

const NAME_LENGTH_MAX = 40;

/** Who works at each venue, and in which role. */
export function PeoplePage() {
  const { loaded, reload } = useLoaded(readStreet);
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(street) => <People street={street} onRoles={reload} />}
    </LoadedPart>
  );
}

function People({ street, onRoles }: { street: Street; onRoles: () => void }) {
  const said = words.value.people;
  const [search, setSearch] = useState('');
  const links = useSignal<readonly CalendarLinkMade[]>([]);
  return (
    <>
      <CalendarLinks links={links} />
      <EditedList
        title={said.name}
        hint={said.hint}
        addLabel={said.add}
        mayChange
        read={() => planningApi.people()}
        panels={[
          {
            label: said.roles,
            show: ({ close }) => <RolesForm roles={street.roles} onClose={close} onSaved={onRoles} />,
          },
          {
            label: words.value.files.import,
            show: ({ close, reload }) => (
              <FileImport
                label={said.import}
                hint={said.importHint}
                accept=".csv,text/csv"
                onFile={async (file) => planningApi.importPeople({ csv: await file.text() })}
                onImported={reload}
                onClose={close}
              />
            ),
          },
        ]}
        form={(person, end) => <PersonForm person={person} street={street} {...end} />}
        none={said.none}
        noneHint={said.noneHint}
      >
        {(people, requests) => (
          <>
            <SearchField value={search} onInput={setSearch} placeholder={said.search} />
            <PeopleTable
              people={people}
              search={search}
              street={street}
              requests={requests}
              onLink={(made) => {
                links.value = [made];
              }}
            />
          </>
        )}
      </EditedList>
    </>
  );
}

function PeopleTable(props: {
  people: readonly RosterPerson[];
  search: string;
  street: Street;
  requests: RowRequests<RosterPerson>;
  onLink: (made: CalendarLinkMade) => void;
}) {
  const { street, requests } = props;
  const said = words.value.people;
  const making = useSubmission();
  const venueOf = (person: RosterPerson) => {
    const venue = street.venues.find(({ number }) => number === person.venue);
    return `${venueNumber(person.venue)} ${venue?.short_name ?? ''}`;
  };
  const roleOf = (person: RosterPerson) =>
    street.roles.find(({ number }) => number === person.role)?.name ?? '';
  const makeLink = async (person: RosterPerson) => {
    const reply = await making.submit(() => postApi.makeCalendarLink({ of: 'person', person: person.id }));
    if (reply?.ok) props.onLink({ name: `${person.name} · ${venueOf(person)}`, path: reply.body.path });
  };
  const wanted = props.search.trim().toLowerCase();
  const shown = [...props.people]
    .sort((a, b) => a.venue - b.venue || a.role - b.role || a.id - b.id)
    .filter((person) => `${person.name} ${venueOf(person)} ${roleOf(person)}`.toLowerCase().includes(wanted));
  if (shown.length === 0) return <p class="list-note soft">{words.value.desk.nothingFound}</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{said.venue}</th>
          <th>{said.person}</th>
          <th>{said.role}</th>
          <th>{said.email}</th>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {shown.map((person) => (
          <tr key={person.id}>
            <td>{venueOf(person)}</td>
            <td>{person.name}</td>
            <td>{roleOf(person)}</td>
            <td>{person.email ?? '–'}</td>
            <RowActions
              onChange={() => requests.change(person)}
              onRemove={() => requests.remove(() => planningApi.removePerson(person.id))}
              removeQuestion={said.sure(person.name)}
            >
              <button
                type="button"
                class="button button-quiet"
                title={words.value.calendarLink.renewHint}
                disabled={making.busy.value}
                onClick={() => makeLink(person)}
              >
                {words.value.calendarLink.make}
              </button>
            </RowActions>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PersonForm(props: { person: RosterPerson | undefined; street: Street } & FormEnd) {
  const { person, street } = props;
  const said = words.value.people;
  const [venue, setVenue] = useState(person?.venue ?? street.venues[0]?.number ?? 0);
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState(person?.role ?? street.roles[0]?.number ?? 0);
  const [email, setEmail] = useState(person?.email ?? '');
  const send = () => {
    const address = email.trim();
    const wanted = { venue, name: name.trim(), role, ...(address === '' ? {} : { email: address }) };
    return person === undefined ? planningApi.addPerson(wanted) : planningApi.changePerson(person.id, wanted);
  };
  return (
    <SendForm<unknown> send={send} onSent={props.saved} onClose={props.close}>
      <SelectField
        label={said.venue}
        value={venue}
        options={street.venues.map((known) => ({
          value: known.number,
          label: `${venueNumber(known.number)} ${known.short_name}`,
        }))}
        onChoose={setVenue}
      />
      <TextField label={said.person} value={name} onInput={setName} maxLength={NAME_LENGTH_MAX} focused />
      <SelectField
        label={said.role}
        value={role}
        options={street.roles.map((known) => ({ value: known.number, label: known.name }))}
        onChoose={setRole}
      />
      <TextField label={said.email} type="email" value={email} onInput={setEmail} optional />
    </SendForm>
  );
}
