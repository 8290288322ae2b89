import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { TextField } from '../design/fields';
import { ProblemNote } from '../design/Notice';
import type { Venue } from '../wire/Venue';
import { words } from '../words/words';
import { useSubmission } from './loaded';

/** Longest name of a venue, characters. */
const NAME_LENGTH_MAX = 40;
/** Highest number of a venue. */
const NUMBER_MAX = 999;

/** A venue to be added, or renamed; its number never changes. */
export function VenueForm(props: {
  venue: Venue | undefined;
  nextNumber: number;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { venue } = props;
  const [number, setNumber] = useState(String(venue?.number ?? props.nextNumber));
  const [name, setName] = useState(venue?.name ?? '');
  const [shortName, setShortName] = useState(venue?.short_name ?? '');
  const { busy, failure, submit } = useSubmission();
  const said = words.value.venues;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = { number: Number(number), name: name.trim(), short_name: shortName.trim() };
    const reply = await submit(() => (venue === undefined ? api.addVenue(wanted) : api.renameVenue(wanted)));
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card row-form" onSubmit={save}>
      {venue === undefined ? (
        <TextField
          label={said.number}
          type="number"
          value={number}
          onInput={setNumber}
          min={0}
          max={NUMBER_MAX}
        />
      ) : null}
      <TextField label={said.name} value={name} onInput={setName} maxLength={NAME_LENGTH_MAX} focused />
      <TextField
        label={said.shortName}
        value={shortName}
        onInput={setShortName}
        maxLength={NAME_LENGTH_MAX}
        hint={said.shortHint}
      />
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {venue === undefined ? words.value.desk.add : words.value.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
