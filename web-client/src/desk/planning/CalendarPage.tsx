import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { ChoiceBar, SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import type { CalendarDay } from '../../wire/CalendarDay';
import type { DayKind } from '../../wire/DayKind';
import type { ProtectedHoursOf } from '../../wire/ProtectedHoursOf';
import type { StreetCalendar } from '../../wire/StreetCalendar';
import { civilDay, clockOf, minutesOf } from '../../words/dates';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { type Submission, useLoaded, useSubmission } from '../loaded';

const NOTE_LENGTH_MAX = 40;
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

/** Days that are not what their weekday says, and the committees' own hours. */
export function CalendarPage({ mayChange }: { mayChange: boolean }) {
  const said = words.value.calendar;
  const { loaded, reload } = useLoaded(() => planningApi.calendar());
  const submission = useSubmission();
  const save = async (calendar: StreetCalendar) => {
    const reply = await submission.submit(() => planningApi.setCalendar(calendar));
    if (reply?.ok) await reload();
    return reply?.ok === true;
  };
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
      </header>
      <p class="soft">{said.hint}</p>
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(calendar) => (
          <>
            <Days calendar={calendar} mayChange={mayChange} submission={submission} save={save} />
            <ProtectedHours calendar={calendar} mayChange={mayChange} submission={submission} save={save} />
          </>
        )}
      </LoadedPart>
    </>
  );
}

interface PartProps {
  readonly calendar: StreetCalendar;
  readonly mayChange: boolean;
  readonly submission: Submission;
  readonly save: (calendar: StreetCalendar) => Promise<boolean>;
}

function Days({ calendar, mayChange, submission, save }: PartProps) {
  const said = words.value.calendar;
  const [date, setDate] = useState('');
  const [kind, setKind] = useState<DayKind>('off');
  const [note, setNote] = useState('');
  const without = (day: CalendarDay) => calendar.days.filter((other) => other.date !== day.date);
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const day = { date, kind, note: note.trim() };
    const saved = await save({ ...calendar, days: [...without(day), day] });
    if (saved) setNote('');
  };
  return (
    <section class="table-section">
      <h2>{said.days}</h2>
      {calendar.days.length === 0 ? (
        <p class="soft">{said.noDays}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th>{said.date}</th>
              <th>{said.kind}</th>
              <th>{said.note}</th>
              {mayChange ? <ActionsHead /> : null}
            </tr>
          </thead>
          <tbody>
            {[...calendar.days]
              .sort((a, b) => a.date.localeCompare(b.date))
              .map((day) => (
                <tr key={day.date}>
                  <td>
                    {day.date.slice(0, 4)} · {civilDay(day.date)}
                  </td>
                  <td>{said.kinds[day.kind]}</td>
                  <td>{day.note === '' ? '–' : day.note}</td>
                  {mayChange ? (
                    <RemoveCell
                      disabled={submission.busy.value}
                      onRemove={() => save({ ...calendar, days: without(day) })}
                    />
                  ) : null}
                </tr>
              ))}
          </tbody>
        </table>
      )}
      {mayChange ? (
        <form class="card row-form no-print" onSubmit={add}>
          <TextField label={said.date} type="date" value={date} onInput={setDate} />
          <SelectField
            label={said.kind}
            value={kind}
            options={(['off', 'make-up'] as const).map((value) => ({ value, label: said.kinds[value] }))}
            onChoose={setKind}
          />
          <TextField label={said.note} value={note} onInput={setNote} maxLength={NOTE_LENGTH_MAX} optional />
          <div class="form-actions">
            <button type="submit" class="button" disabled={submission.busy.value}>
              {said.addDay}
            </button>
          </div>
        </form>
      ) : null}
    </section>
  );
}

function ProtectedHours({ calendar, mayChange, submission, save }: PartProps) {
  const said = words.value.calendar;
  const [every, setEvery] = useState<'every' | 'once'>('every');
  const [weekday, setWeekday] = useState<(typeof WEEKDAYS)[number]>('3');
  const [date, setDate] = useState('');
  const [from, setFrom] = useState('13:30');
  const [until, setUntil] = useState('17:00');
  const [note, setNote] = useState('');
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const hours: ProtectedHoursOf = {
      ...(every === 'every' ? { weekday: Number(weekday) } : { date }),
      from_min: minutesOf(from),
      until_min: minutesOf(until),
      note: note.trim(),
    };
    const saved = await save({ ...calendar, protected: [...calendar.protected, hours] });
    if (saved) setNote('');
  };
  const whenOf = (hours: ProtectedHoursOf) => {
    if (hours.date !== undefined) return civilDay(hours.date);
    const known = WEEKDAYS.find((day) => Number(day) === hours.weekday);
    return `${said.every} ${known === undefined ? '' : said.weekdays[known]}`;
  };
  return (
    <section class="table-section">
      <h2>{said.protected}</h2>
      {calendar.protected.length === 0 ? (
        <p class="soft">{said.noProtected}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th>{said.when}</th>
              <th>{said.from}</th>
              <th>{said.until}</th>
              <th>{said.note}</th>
              {mayChange ? <ActionsHead /> : null}
            </tr>
          </thead>
          <tbody>
            {calendar.protected.map((hours, at) => (
              <tr key={`${hours.weekday} ${hours.date} ${hours.from_min} ${hours.until_min}`}>
                <td>{whenOf(hours)}</td>
                <td>{clockOf(hours.from_min)}</td>
                <td>{clockOf(hours.until_min)}</td>
                <td>{hours.note === '' ? '–' : hours.note}</td>
                {mayChange ? (
                  <RemoveCell
                    disabled={submission.busy.value}
                    onRemove={() =>
                      save({ ...calendar, protected: calendar.protected.filter((_, other) => other !== at) })
                    }
                  />
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {mayChange ? (
        <form class="card row-form no-print" onSubmit={add}>
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
          <div class="form-actions">
            <button type="submit" class="button" disabled={submission.busy.value}>
              {said.addProtected}
            </button>
          </div>
        </form>
      ) : null}
    </section>
  );
}

function ActionsHead() {
  return (
    <th class="no-print">
      <span class="heard-only">{words.value.desk.actions}</span>
    </th>
  );
}

function RemoveCell(props: { disabled: boolean; onRemove: () => void }) {
  return (
    <td class="no-print">
      <span class="row-actions row-actions-end">
        <button type="button" class="button button-quiet" disabled={props.disabled} onClick={props.onRemove}>
          {words.value.desk.remove}
        </button>
      </span>
    </td>
  );
}
