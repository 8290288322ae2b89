import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { TextField } from '../design/fields';
import { venueNumber } from '../state/roster';
import { MAIN_VENUE } from '../wire/constants';
import type { Role } from '../wire/Role';
import type { User } from '../wire/User';
import type { Venue } from '../wire/Venue';
import { words } from '../words/words';
import { SendForm } from './SendForm';
import { PASSWORD_LENGTH_MIN } from './SetUpPage';

const ROLES: readonly Role[] = ['host', 'staff', 'venue', 'administrator'];

/** A user to be added; one of a venue names it. */
export function UserForm(props: { venues: readonly Venue[]; onClose: () => void; onSaved: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('host');
  const [venue, setVenue] = useState('');
  const [password, setPassword] = useState('');
  const said = words.value;
  const send = () =>
    api.addUser({ name: name.trim(), role, password, ...(role === 'venue' ? { venue: Number(venue) } : {}) });
  return (
    <SendForm send={send} onSent={props.onSaved} onClose={props.onClose} label={said.desk.add}>
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
    </SendForm>
  );
}

/** A new password for a user. */
export function PasswordForm(props: { user: User; onClose: () => void; onSaved: () => void }) {
  const [password, setPassword] = useState('');
  const said = words.value;
  return (
    <SendForm
      send={() => api.changePassword(props.user.id, { password })}
      onSent={props.onSaved}
      onClose={props.onClose}
    >
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
    </SendForm>
  );
}
