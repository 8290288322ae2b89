import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { AskFirst, SearchField } from '../design/fields';
import { Icon } from '../design/Icon';
import { ProblemNote } from '../design/Notice';
import { venueNumber } from '../state/roster';
import type { User } from '../wire/User';
import type { Venue } from '../wire/Venue';
import { words } from '../words/words';
import { EmptyList, LoadedList } from './LoadedList';
import { useLoaded, useSubmission } from './loaded';
import { UserDepartmentField } from './planning/UserDepartmentField';
import { PasswordForm, UserForm } from './UserForm';

/** People with a password. */
export function UsersPage({ self }: { self: number }) {
  const { loaded, reload } = useLoaded(() => api.users());
  const venues = useLoaded(() => api.venues()).loaded.value;
  const submission = useSubmission();
  const [search, setSearch] = useState('');
  const [form, setForm] = useState<'none' | 'new' | { kind: 'password' | 'department'; user: User }>('none');
  const said = words.value.users;
  const street = venues.state === 'here' ? venues.value : [];
  const saved = () => {
    setForm('none');
    reload();
  };
  const remove = async (user: User) => {
    const reply = await submission.submit(() => api.removeUser(user.id));
    if (reply?.ok) await reload();
  };
  return (
    <>
      <header class="page-head">
        <h1>{said.title}</h1>
        {form === 'none' ? (
          <button type="button" class="button button-first no-print" onClick={() => setForm('new')}>
            <Icon name="add" />
            {said.add}
          </button>
        ) : null}
      </header>
      {form === 'none' ? null : form === 'new' ? (
        <UserForm venues={street} onClose={() => setForm('none')} onSaved={saved} />
      ) : (
        <UserCard key={form.user.id} {...form} onClose={() => setForm('none')} onSaved={saved} />
      )}
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <LoadedList loaded={loaded.value} onRetry={reload} empty={<EmptyList title={said.none} />}>
        {(users) => (
          <>
            {users.length > SEARCH_FROM ? (
              <SearchField value={search} onInput={setSearch} placeholder={said.searchHint} />
            ) : null}
            <UserTable
              users={users.filter((user) => user.name.toLowerCase().includes(search.trim().toLowerCase()))}
              venues={street}
              self={self}
              onPassword={(user) => setForm({ kind: 'password', user })}
              onDepartment={(user) => setForm({ kind: 'department', user })}
              onRemove={remove}
            />
          </>
        )}
      </LoadedList>
    </>
  );
}

/** What of one user is being changed. */
function UserCard(props: {
  kind: 'password' | 'department';
  user: User;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { user } = props;
  if (props.kind === 'password') {
    return <PasswordForm user={user} onClose={props.onClose} onSaved={props.onSaved} />;
  }
  return (
    <section class="card row-form">
      <UserDepartmentField user={user.id} name={user.name} />
      <div class="form-actions">
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.close}
        </button>
      </div>
    </section>
  );
}

/** A list past this many rows can be searched. */
const SEARCH_FROM = 20;

function UserTable(props: {
  users: readonly User[];
  venues: readonly Venue[];
  self: number;
  onPassword: (user: User) => void;
  onDepartment: (user: User) => void;
  onRemove: (user: User) => void;
}) {
  const said = words.value;
  const venueOf = (user: User) => props.venues.find((venue) => venue.number === user.venue);
  if (props.users.length === 0) return <p class="list-note soft">{said.desk.nothingFound}</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{said.login.name}</th>
          <th>{said.users.role}</th>
          <th>{said.users.venue}</th>
          <th class="no-print" />
        </tr>
      </thead>
      <tbody>
        {props.users.map((user) => {
          const venue = venueOf(user);
          return (
            <tr key={user.id}>
              <td>
                {user.name} {user.id === props.self ? <span class="tag">{said.users.you}</span> : null}
              </td>
              <td>{said.desk.roles[user.role]}</td>
              <td>{venue === undefined ? '–' : `${venueNumber(venue.number)} ${venue.name}`}</td>
              <td class="no-print">
                <span class="row-actions row-actions-end">
                  {user.role === 'staff' ? (
                    <button
                      type="button"
                      class="button button-quiet"
                      onClick={() => props.onDepartment(user)}
                    >
                      {said.standing.planFor}
                    </button>
                  ) : null}
                  <button type="button" class="button button-quiet" onClick={() => props.onPassword(user)}>
                    {said.users.newPassword}
                  </button>
                  {user.id === props.self ? null : (
                    <AskFirst
                      danger
                      label={said.desk.remove}
                      question={said.desk.sure(user.name)}
                      yes={said.desk.remove}
                      onYes={() => props.onRemove(user)}
                    />
                  )}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
