import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { TextField } from '../../design/fields';
import type { StreetRole } from '../../wire/StreetRole';
import { words } from '../../words/words';
import { SendForm } from '../SendForm';

/** Roles that a street can have. */
const ROLES_MAX = 16;
const NAME_LENGTH_MAX = 20;

/** What the roles at the venues are called; their numbers stay. */
export function RolesForm(props: { roles: readonly StreetRole[]; onClose: () => void; onSaved: () => void }) {
  const said = words.value.people;
  const [roles, setRoles] = useState<readonly StreetRole[]>(props.roles);
  const free = Array.from({ length: ROLES_MAX }, (_, number) => number).find(
    (number) => !roles.some((role) => role.number === number),
  );
  const send = () => planningApi.setRoles(roles.map(({ number, name }) => ({ number, name: name.trim() })));
  return (
    <SendForm
      tall
      send={send}
      onSent={props.onSaved}
      onClose={props.onClose}
      buttons={
        free === undefined ? undefined : (
          <button
            type="button"
            class="button"
            onClick={() => setRoles([...roles, { number: free, name: '' }])}
          >
            {said.addRole}
          </button>
        )
      }
    >
      <h2>{said.roles}</h2>
      <p class="soft">{said.rolesHint}</p>
      <div class="role-names">
        {roles.map((role) => (
          <TextField
            key={role.number}
            label={said.roleNumber(role.number + 1)}
            value={role.name}
            maxLength={NAME_LENGTH_MAX}
            onInput={(name) =>
              setRoles(roles.map((other) => (other.number === role.number ? { ...other, name } : other)))
            }
          />
        ))}
      </div>
    </SendForm>
  );
}
