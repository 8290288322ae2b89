import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { TextField } from '../design/fields';
import type { Venue } from '../wire/Venue';
import { words } from '../words/words';
import { SendForm } from './SendForm';

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
  const said = words.value.venues;
  const send = () => {
    const wanted = { number: Number(number), name: name.trim(), short_name: shortName.trim() };
    return venue === undefined ? api.addVenue(wanted) : api.renameVenue(wanted);
  };
  return (
    <SendForm
      send={send}
      onSent={props.onSaved}
      onClose={props.onClose}
      label={venue === undefined ? words.value.desk.add : undefined}
    >
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
    </SendForm>
  );
}
