import { useEffect, useState } from 'preact/hooks';
import { api } from '../../app/services';
import { Dialog } from '../../design/Dialog';
import { deviceNowMs } from '../../state/now';
import { earlierToday, isSame, notYetIn } from '../../state/sign_in';
import type { Attendee } from '../../wire/Attendee';
import type { SignedIn } from '../../wire/SignedIn';
import { clockTime } from '../../words/time';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';

/** Longest name and role, in characters; most people a venue counts. */
const NAME_MAX = 40;
const HEADCOUNT_MAX = 999;

/** Who of the venue is there: names from its own people or typed, and how many in all. */
export function SignInDialog({ seat, onClose }: { seat: SeatView; onClose: () => void }) {
  const { model } = seat;
  const said = words.value.signIn;
  const sheet = model.sheets.value.get(model.ownVenue.value);
  const [typed, setTyped] = useState<readonly Attendee[]>([]);
  const [ticked, setTicked] = useState<readonly Attendee[]>([]);
  const [count, setCount] = useState(sheet?.headcount === undefined ? '' : String(sheet.headcount));
  const [late, setLate] = useState('');
  const [busy, setBusy] = useState(false);
  const [roster, setRoster] = useState<readonly Attendee[]>([]);
  useEffect(() => {
    // Without the list, names are typed.
    api.roster('branch').then((reply) => {
      if (reply.ok) setRoster(reply.body);
    });
  }, []);
  const open = notYetIn([...roster, ...typed], sheet);
  const people = ticked.filter((person) => open.some((other) => isSame(other, person)));
  const nowMs = deviceNowMs.value + model.clockAheadMs.value;
  const submit = async () => {
    const sinceMs = earlierToday(late, nowMs);
    setBusy(true);
    const done = await seat.signIn({
      entry: 'in',
      people: [...people],
      ...(count === '' ? {} : { headcount: Number(count) }),
      ...(sinceMs === undefined ? {} : { since_ms: sinceMs }),
    });
    setBusy(false);
    if (done) onClose();
  };
  const tick = (person: Attendee, on: boolean) =>
    setTicked(on ? [...ticked, person] : ticked.filter((other) => !isSame(other, person)));
  return (
    <Dialog title={said.title} onClose={onClose}>
      <p class="soft">{said.hint}</p>
      <form
        class="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {open.length === 0 ? null : (
          <fieldset class="sign-in-people">
            <legend>{said.roster}</legend>
            {open.map((person) => (
              <label key={`${person.name} ${person.role}`} class="check">
                <input
                  type="checkbox"
                  checked={people.some((other) => isSame(other, person))}
                  onChange={(event) => tick(person, event.currentTarget.checked)}
                  data-person={person.name}
                />
                {person.name} <span class="soft">{person.role}</span>
              </label>
            ))}
          </fieldset>
        )}
        <AnotherPerson
          onAdd={(person) => {
            if (open.some((other) => isSame(other, person))) return;
            setTyped([...typed, person]);
            setTicked([...ticked, person]);
          }}
        />
        <div class="sign-in-row">
          <label class="field">
            <span>{said.headcount}</span>
            <input
              type="number"
              min={0}
              max={HEADCOUNT_MAX}
              value={count}
              onInput={(event) => setCount(event.currentTarget.value)}
              data-field="headcount"
            />
          </label>
          <label class="field">
            <span>{said.late}</span>
            <input type="time" value={late} onInput={(event) => setLate(event.currentTarget.value)} />
          </label>
        </div>
        <button
          type="submit"
          class="button button-first button-large"
          disabled={busy || (people.length === 0 && count === '')}
          data-action="submit-sign-in"
        >
          {said.submit}
        </button>
      </form>
      <h3>{said.listed}</h3>
      {sheet === undefined || sheet.people.length === 0 ? (
        <p class="soft">{said.none}</p>
      ) : (
        <ul class="signed-in">
          {sheet.people.map((entry) => (
            <Entered
              key={`${entry.who.name} ${entry.who.role} ${entry.entered_ms}`}
              seat={seat}
              entry={entry}
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** A name that is not on the venue's list. */
function AnotherPerson({ onAdd }: { onAdd: (person: Attendee) => void }) {
  const said = words.value.signIn;
  const [name, setName] = useState('');
  const [role, setRole] = useState('');
  const add = () => {
    if (name.trim() === '') return;
    onAdd({ name: name.trim(), role: role.trim() });
    setName('');
    setRole('');
  };
  const addOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    add();
  };
  return (
    <div class="sign-in-row">
      <label class="field">
        <span>{said.name}</span>
        <input
          type="text"
          value={name}
          maxLength={NAME_MAX}
          onInput={(event) => setName(event.currentTarget.value)}
          onKeyDown={addOnEnter}
          data-field="person-name"
        />
      </label>
      <label class="field">
        <span>{said.role}</span>
        <input
          type="text"
          value={role}
          maxLength={NAME_MAX}
          onInput={(event) => setRole(event.currentTarget.value)}
          onKeyDown={addOnEnter}
        />
      </label>
      <button
        type="button"
        class="button"
        disabled={name.trim() === ''}
        onClick={add}
        data-action="add-person"
      >
        {said.add}
      </button>
    </div>
  );
}

function Entered({ seat, entry }: { seat: SeatView; entry: SignedIn }) {
  const said = words.value.signIn;
  return (
    <li data-signed-in={entry.who.name}>
      <span>
        <strong>{entry.who.name}</strong> {entry.who.role}
      </span>
      <span class="soft">
        {entry.gone_ms === undefined
          ? said.since(clockTime(entry.since_ms))
          : said.left(clockTime(entry.gone_ms))}
        {entry.late_entry ? ` · ${said.lateEntry}` : ''}
      </span>
      {entry.gone_ms === undefined ? (
        <button
          type="button"
          class="button"
          onClick={() => seat.signIn({ entry: 'out', people: [entry.who] })}
        >
          {said.leave}
        </button>
      ) : null}
    </li>
  );
}
