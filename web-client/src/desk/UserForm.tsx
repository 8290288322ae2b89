import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { TextField } from '../design/fields';
import { ProblemNote } from '../design/Notice';
import { venueNumber } from '../state/roster';
import { MAIN_VENUE } from '../wire/constants';
import type { Role } from '../wire/Role';
import type { User } from '../wire/User';
import type { Venue } from '../wire/Venue';
import { words } from '../words/words';
import { useSubmission } from './loaded';
import { PASSWORD_LENGTH_MIN } from './SetUpPage';

const ROLES: readonly Role[] = ['host', 'staff', 'venue', 'administrator'];

/** A user to be added; one of a venue names it. */
export function UserForm(props: { venues: readonly Venue[]; onClose: () => void; onSaved: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('host');
  const [venue, setVenue] = useState('');
  const [password, setPassword] = useState('');
  const { busy, failure, submit } = useSubmission();
  const said = words.value;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const user = { name: name.trim(), role, password, ...(role === 'venue' ? { venue: Number(venue) } : {}) };
    const reply = await submit(() => api.addUser(user));
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card row-form" onSubmit={save}>
      <TextField label={said.login.name} value={name} onInput={setName} maxLength={64} focused />
      <label class="field">
        <span>{said.users.role}</span>
        <select
          value={role}
          onChange={(event) => {
            const chosen = ROLES.find((known) => known === event.currentTarget.value);
            if (chosen !== undefined) setRole(chosen);
          }}
        >
          {ROLES.map((known) => (
            <option key={known} value={known}>
              {said.desk.roles[known]}
            </option>
          ))}
        </select>
      </label>
      {role === 'venue' ? (
        <label class="field">
          <span>{said.users.venue}</span>
          <select required value={venue} onChange={(event) => setVenue(event.currentTarget.value)}>
            <option value="">{said.users.chooseVenue}</option>
            {props.venues
              .filter(({ number }) => number !== MAIN_VENUE)
              .map(({ number, name: venueName }) => (
                <option key={number} value={number}>
                  {venueNumber(number)} {venueName}
                </option>
              ))}
          </select>
        </label>
      ) : null}
      <TextField
        label={said.login.password}
        type="password"
        value={password}
        onInput={setPassword}
        hint={said.setUp.passwordRule}
        minLength={PASSWORD_LENGTH_MIN}
        autocomplete="new-password"
      />
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {said.desk.add}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {said.app.cancel}
        </button>
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}

/** A new password for a user. */
export function PasswordForm(props: { user: User; onClose: () => void; onSaved: () => void }) {
  const [password, setPassword] = useState('');
  const { busy, failure, submit } = useSubmission();
  const said = words.value;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await submit(() => api.changePassword(props.user.id, { password }));
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card row-form" onSubmit={save}>
      <TextField
        label={said.users.passwordFor(props.user.name)}
        type="password"
        value={password}
        onInput={setPassword}
        hint={said.setUp.passwordRule}
        minLength={PASSWORD_LENGTH_MIN}
        autocomplete="new-password"
        focused
      />
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {said.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {said.app.cancel}
        </button>
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
