import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import type { CalendarDay } from '../../wire/CalendarDay';
import type { DayKind } from '../../wire/DayKind';
import { civilDay } from '../../words/dates';
import { words } from '../../words/words';
import { EntriesSection } from '../EntriesSection';
import { SendForm } from '../SendForm';
import type { CalendarPart } from './CalendarPage';

/** Longest note of a calendar's entry, characters. */
export const NOTE_LENGTH_MAX = 40;

/** Days off, and days worked instead of them (调休). */
export function DaysSection({ calendar, mayChange, onChanged }: CalendarPart) {
  const said = words.value.calendar;
  const [date, setDate] = useState('');
  const [kind, setKind] = useState<DayKind>('off');
  const [note, setNote] = useState('');
  const without = (day: Pick<CalendarDay, 'date'>) => calendar.days.filter(({ date }) => date !== day.date);
  const send = () => {
    const day = { date, kind, note: note.trim() };
    return planningApi.setCalendar({ ...calendar, days: [...without(day), day] });
  };
  return (
    <EntriesSection
      title={said.days}
      none={said.noDays}
      entries={[...calendar.days].sort((a, b) => a.date.localeCompare(b.date))}
      keyOf={(day) => day.date}
      columns={[
        { head: said.date, cell: (day) => `${day.date.slice(0, 4)} · ${civilDay(day.date)}` },
        { head: said.kind, cell: (day) => said.kinds[day.kind] },
        { head: said.note, cell: (day) => day.note || '–' },
      ]}
      mayChange={mayChange}
      remove={(day) => planningApi.setCalendar({ ...calendar, days: without(day) })}
      onRemoved={onChanged}
    >
      <SendForm
        quiet
        send={send}
        onSent={() => {
          setNote('');
          onChanged();
        }}
        label={said.addDay}
      >
        <TextField label={said.date} type="date" value={date} onInput={setDate} />
        <SelectField
          label={said.kind}
          value={kind}
          options={(['off', 'make-up'] as const).map((value) => ({ value, label: said.kinds[value] }))}
          onChoose={setKind}
        />
        <TextField label={said.note} value={note} onInput={setNote} maxLength={NOTE_LENGTH_MAX} optional />
      </SendForm>
    </EntriesSection>
  );
}
