import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { TextField } from '../design/fields';
import { ProblemNote } from '../design/Notice';
import { venueNumber } from '../state/roster';
import { MAIN_VENUE } from '../wire/constants';
import { words } from '../words/words';
import { useLoaded, useSubmission } from './loaded';

/** Longest title of a session, characters. */
const TITLE_LENGTH_MAX = 80;

/** A meeting to be made: its title, and who takes part. */
export function NewSessionForm({ onClose, onCreated }: { onClose: () => void; onCreated: () => void }) {
  const { loaded } = useLoaded(() => api.venues());
  const { busy, failure, submit } = useSubmission();
  const [title, setTitle] = useState('');
  const [everyone, setEveryone] = useState(true);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const said = words.value.sessions;
  const venues = loaded.value.state === 'here' ? loaded.value.value : [];
  const branches = venues.filter((venue) => venue.number !== MAIN_VENUE);
  const toggle = (venue: number) => {
    const next = new Set(chosen);
    if (!next.delete(venue)) next.add(venue);
    setChosen(next);
  };
  const create = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await submit(() =>
      api.addSession(
        everyone ? { title: title.trim() } : { title: title.trim(), venues: [MAIN_VENUE, ...chosen] },
      ),
    );
    if (reply?.ok) onCreated();
  };
  return (
    <form class="card new-session" onSubmit={create}>
      <h2>{said.new}</h2>
      <TextField
        label={said.titleLabel}
        value={title}
        onInput={setTitle}
        placeholder={said.titleExample}
        maxLength={TITLE_LENGTH_MAX}
        focused
      />
      {loaded.value.state === 'failed' ? <ProblemNote problem={loaded.value.problem} /> : null}
      {loaded.value.state === 'here' && branches.length === 0 ? <p class="problem">{said.noVenues}</p> : null}
      <fieldset class="venue-choice">
        <legend>{said.venues}</legend>
        <label>
          <input type="radio" name="audience" checked={everyone} onChange={() => setEveryone(true)} />
          {said.all(branches.length)}
        </label>
        <label>
          <input type="radio" name="audience" checked={!everyone} onChange={() => setEveryone(false)} />
          {everyone ? said.some : `${said.some} · ${said.chosen(chosen.size)}`}
        </label>
        {everyone ? null : (
          <div class="venue-boxes">
            {branches.map((venue) => (
              <label key={venue.number}>
                <input
                  type="checkbox"
                  checked={chosen.has(venue.number)}
                  onChange={() => toggle(venue.number)}
                />
                <span class="soft">{venueNumber(venue.number)}</span> {venue.short_name}
              </label>
            ))}
          </div>
        )}
        <small class="soft">{said.onlyOne}</small>
      </fieldset>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
      <div class="form-actions">
        <button
          type="submit"
          class="button button-first"
          disabled={busy.value || (!everyone && chosen.size === 0)}
        >
          {said.create}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {words.value.app.cancel}
        </button>
      </div>
    </form>
  );
}
