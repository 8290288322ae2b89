import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { AskFirst, SearchField, TextField } from '../../design/fields';
import { Icon } from '../../design/Icon';
import { ProblemNote } from '../../design/Notice';
import { venueNumber } from '../../state/roster';
import type { RosterPerson } from '../../wire/RosterPerson';
import { words } from '../../words/words';
import { FileImport } from '../FileImport';
import { EmptyList, LoadedList } from '../LoadedList';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
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
  const { loaded, reload } = useLoaded(() => planningApi.people());
  const submission = useSubmission();
  const [form, setForm] = useState<'none' | 'new' | 'import' | 'roles' | RosterPerson>('none');
  const [search, setSearch] = useState('');
  const remove = async (person: RosterPerson) => {
    const reply = await submission.submit(() => planningApi.removePerson(person.id));
    if (reply?.ok) await reload();
  };
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
        {form === 'none' ? (
          <>
            <button type="button" class="button no-print" onClick={() => setForm('roles')}>
              {said.roles}
            </button>
            <button type="button" class="button no-print" onClick={() => setForm('import')}>
              {words.value.files.import}
            </button>
            <button type="button" class="button button-first no-print" onClick={() => setForm('new')}>
              <Icon name="add" />
              {said.add}
            </button>
          </>
        ) : null}
      </header>
      <p class="soft">{said.hint}</p>
      {form === 'roles' ? (
        <RolesForm roles={street.roles} onClose={() => setForm('none')} onSaved={onRoles} />
      ) : null}
      {form === 'import' ? (
        <FileImport
          label={said.import}
          hint={said.importHint}
          accept=".csv,text/csv"
          onFile={async (file) => {
            const reply = await planningApi.importPeople({ csv: await file.text() });
            return reply.ok
              ? { ok: true, body: { rows: reply.body.rows, badLines: reply.body.bad_lines } }
              : reply;
          }}
          onImported={reload}
        />
      ) : null}
      {form === 'none' || form === 'import' || form === 'roles' ? null : (
        <PersonForm
          key={form === 'new' ? 'new' : form.id}
          person={form === 'new' ? undefined : form}
          street={street}
          onClose={() => setForm('none')}
          onSaved={() => {
            setForm('none');
            reload();
          }}
        />
      )}
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <LoadedList
        loaded={loaded.value}
        onRetry={reload}
        empty={<EmptyList title={said.none} hint={said.noneHint} />}
      >
        {(people) => (
          <>
            <SearchField value={search} onInput={setSearch} placeholder={said.search} />
            <PeopleTable
              people={people}
              search={search}
              street={street}
              onChange={setForm}
              onRemove={remove}
            />
          </>
        )}
      </LoadedList>
    </>
  );
}

function PeopleTable(props: {
  people: readonly RosterPerson[];
  search: string;
  street: Street;
  onChange: (person: RosterPerson) => void;
  onRemove: (person: RosterPerson) => void;
}) {
  const { street } = props;
  const said = words.value.people;
  const desk = words.value.desk;
  const venueOf = (person: RosterPerson) => {
    const venue = street.venues.find(({ number }) => number === person.venue);
    return `${venueNumber(person.venue)} ${venue?.short_name ?? ''}`;
  };
  const roleOf = (person: RosterPerson) =>
    street.roles.find(({ number }) => number === person.role)?.name ?? '';
  const wanted = props.search.trim().toLowerCase();
  const shown = [...props.people]
    .sort((a, b) => a.venue - b.venue || a.role - b.role || a.id - b.id)
    .filter((person) => `${person.name} ${venueOf(person)} ${roleOf(person)}`.toLowerCase().includes(wanted));
  if (shown.length === 0) return <p class="list-note soft">{desk.nothingFound}</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{said.venue}</th>
          <th>{said.person}</th>
          <th>{said.role}</th>
          <th>{said.email}</th>
          <th class="no-print">
            <span class="heard-only">{desk.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((person) => (
          <tr key={person.id}>
            <td>{venueOf(person)}</td>
            <td>{person.name}</td>
            <td>{roleOf(person)}</td>
            <td>{person.email ?? '–'}</td>
            <td class="no-print">
              <span class="row-actions row-actions-end">
                <button type="button" class="button button-quiet" onClick={() => props.onChange(person)}>
                  {words.value.items.change}
                </button>
                <AskFirst
                  danger
                  label={desk.remove}
                  question={said.sure(person.name)}
                  yes={desk.remove}
                  onYes={() => props.onRemove(person)}
                />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PersonForm(props: {
  person: RosterPerson | undefined;
  street: Street;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { person, street } = props;
  const said = words.value.people;
  const [venue, setVenue] = useState(person?.venue ?? street.venues[0]?.number ?? 0);
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState(person?.role ?? street.roles[0]?.number ?? 0);
  const [email, setEmail] = useState(person?.email ?? '');
  const { busy, failure, submit } = useSubmission();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const address = email.trim();
    const wanted = { venue, name: name.trim(), role, ...(address === '' ? {} : { email: address }) };
    const reply = await submit(() =>
      person === undefined ? planningApi.addPerson(wanted) : planningApi.changePerson(person.id, wanted),
    );
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card row-form" onSubmit={save}>
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
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {words.value.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
