import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { TextField } from '../../design/fields';
import { type PresenterEntry, presenterEntries, withHours, withoutHours } from '../../state/presenters';
import type { PresenterOf } from '../../wire/PresenterOf';
import { civilDay, clockOf, minutesOf } from '../../words/dates';
import { words } from '../../words/words';
import { EntriesSection } from '../EntriesSection';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { SendForm } from '../SendForm';

const NAME_LENGTH_MAX = 40;

/** When presenters can present; those who are not listed can at any time. */
export function PresentersSection({ mayChange }: { mayChange: boolean }) {
  const { loaded, reload } = useLoaded(() => planningApi.presenters());
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(presenters) => <Presenters presenters={presenters} mayChange={mayChange} onChanged={reload} />}
    </LoadedPart>
  );
}

function Presenters(props: {
  presenters: readonly PresenterOf[];
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { presenters } = props;
  const said = words.value.presenters;
  const calendar = words.value.calendar;
  const [name, setName] = useState('');
  const [date, setDate] = useState('');
  const [from, setFrom] = useState('09:00');
  const [until, setUntil] = useState('11:30');
  const send = () =>
    planningApi.setPresenter(
      withHours(presenters, name.trim(), { date, from_min: minutesOf(from), until_min: minutesOf(until) }),
    );
  return (
    <EntriesSection<PresenterEntry>
      title={said.title}
      hint={said.hint}
      none={said.none}
      entries={presenterEntries(presenters)}
      keyOf={({ name, hours }) => `${name} ${hours.date} ${hours.from_min} ${hours.until_min}`}
      columns={[
        { head: said.name, cell: (entry) => entry.name },
        {
          head: calendar.date,
          cell: ({ hours }) => `${hours.date.slice(0, 4)} · ${civilDay(hours.date)}`,
        },
        { head: calendar.from, cell: ({ hours }) => clockOf(hours.from_min) },
        { head: calendar.until, cell: ({ hours }) => clockOf(hours.until_min) },
      ]}
      mayChange={props.mayChange}
      remove={(entry) => planningApi.setPresenter(withoutHours(presenters, entry))}
      onRemoved={props.onChanged}
    >
      <SendForm quiet send={send} onSent={props.onChanged} label={said.add} action="presenter-hours">
        <TextField label={said.name} value={name} onInput={setName} maxLength={NAME_LENGTH_MAX} />
        <TextField label={calendar.date} type="date" value={date} onInput={setDate} />
        <TextField label={calendar.from} type="time" value={from} onInput={setFrom} />
        <TextField label={calendar.until} type="time" value={until} onInput={setUntil} />
      </SendForm>
    </EntriesSection>
  );
}
