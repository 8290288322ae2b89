import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { ChoiceBar, SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import type { ProtectedHoursOf } from '../../wire/ProtectedHoursOf';
import { civilDay, clockOf, minutesOf } from '../../words/dates';
import { words } from '../../words/words';
import { EntriesSection } from '../EntriesSection';
import { SendForm } from '../SendForm';
import type { CalendarPart } from './CalendarPage';
import { NOTE_LENGTH_MAX } from './DaysSection';

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

/** Hours that belong to the committees, every week or once. */
export function ProtectedHoursSection({ calendar, mayChange, onChanged }: CalendarPart) {
  const said = words.value.calendar;
  const [every, setEvery] = useState<'every' | 'once'>('every');
  const [weekday, setWeekday] = useState<(typeof WEEKDAYS)[number]>('3');
  const [date, setDate] = useState('');
  const [from, setFrom] = useState('13:30');
  const [until, setUntil] = useState('17:00');
  const [note, setNote] = useState('');
  const save = (hours: ProtectedHoursOf[]) => planningApi.setCalendar({ ...calendar, protected: hours });
  const send = () =>
    save([
      ...calendar.protected,
      {
        ...(every === 'every' ? { weekday: Number(weekday) } : { date }),
        from_min: minutesOf(from),
        until_min: minutesOf(until),
        note: note.trim(),
      },
    ]);
  const whenOf = (hours: ProtectedHoursOf) => {
    if (hours.date !== undefined) return civilDay(hours.date);
    const known = WEEKDAYS.find((day) => Number(day) === hours.weekday);
    return `${said.every} ${known === undefined ? '' : said.weekdays[known]}`;
  };
  return (
    <EntriesSection
      title={said.protected}
      none={said.noProtected}
      entries={calendar.protected}
      keyOf={(hours) => `${hours.weekday} ${hours.date} ${hours.from_min} ${hours.until_min}`}
      columns={[
        { head: said.when, cell: whenOf },
        { head: said.from, cell: (hours) => clockOf(hours.from_min) },
        { head: said.until, cell: (hours) => clockOf(hours.until_min) },
        { head: said.note, cell: (hours) => hours.note || '–' },
      ]}
      mayChange={mayChange}
      remove={(hours) => save(calendar.protected.filter((other) => other !== hours))}
      onRemoved={onChanged}
    >
      <SendForm
        quiet
        send={send}
        onSent={() => {
          setNote('');
          onChanged();
        }}
        label={said.addProtected}
      >
        <ChoiceBar
          label={said.when}
          value={every}
          options={[
            { value: 'every', label: said.every },
            { value: 'once', label: said.once },
          ]}
          onChoose={setEvery}
        />
        {every === 'every' ? (
          <SelectField
            label={said.weekday}
            value={weekday}
            options={WEEKDAYS.map((day) => ({ value: day, label: said.weekdays[day] }))}
            onChoose={setWeekday}
          />
        ) : (
          <TextField label={said.date} type="date" value={date} onInput={setDate} />
        )}
        <TextField label={said.from} type="time" value={from} onInput={setFrom} />
        <TextField label={said.until} type="time" value={until} onInput={setUntil} />
        <TextField label={said.note} value={note} onInput={setNote} maxLength={NOTE_LENGTH_MAX} optional />
      </SendForm>
    </EntriesSection>
  );
}
