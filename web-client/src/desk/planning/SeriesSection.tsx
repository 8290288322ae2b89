import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField, TextArea } from '../../design/choices';
import { AskFirst, TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import { type AudienceGroup, audienceOf } from '../../state/audience';
import { MAIN_VENUE } from '../../wire/constants';
import type { HalfDay } from '../../wire/HalfDay';
import type { Series } from '../../wire/Series';
import { type CivilDate, lastOfMonth, minutesOf, monthLater } from '../../words/dates';
import { words } from '../../words/words';
import { useSubmission } from '../loaded';
import { ApprovalTag } from './ApprovalTag';
import { AudienceField, audienceInWords } from './AudienceField';
import { everybody, type Street } from './street';

const NAME_LENGTH_MAX = 40;
const ROOM_LENGTH_MAX = 40;
const REASON_LENGTH_MAX = 200;
const WEEKS = ['first', 'second', 'third', 'fourth', 'last'] as const;
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
/** Months for which a series' windows are made at once. */
const MONTHS_AHEAD = 6;

/** Standing series: one meeting a month, hosted by a department. */
export function SeriesSection(props: {
  street: Street;
  series: readonly Series[];
  firstDay: CivilDate;
  onChanged: () => void;
}) {
  const { street } = props;
  const said = words.value.series;
  const submission = useSubmission();
  const [opened, setOpened] = useState<'none' | 'new' | Series>('none');
  const branches = street.venues.filter(({ number }) => number !== MAIN_VENUE).length;
  const remove = async (series: Series) => {
    const reply = await submission.submit(() => planningApi.removeSeries(series.id));
    if (reply?.ok) props.onChanged();
  };
  const close = () => setOpened('none');
  return (
    <section class="table-section">
      <div class="page-head">
        <h2>{said.name}</h2>
        {opened === 'none' ? (
          <button type="button" class="button no-print" onClick={() => setOpened('new')}>
            {said.add}
          </button>
        ) : null}
      </div>
      <p class="soft">{said.hint}</p>
      {opened === 'none' ? null : opened === 'new' ? (
        <SeriesForm
          street={street}
          onClose={close}
          onSaved={() => {
            close();
            props.onChanged();
          }}
        />
      ) : (
        <SeriesWindowsForm
          key={opened.id}
          series={opened}
          firstDay={props.firstDay}
          onClose={close}
          onMade={props.onChanged}
        />
      )}
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      {props.series.length === 0 ? (
        <p class="soft">{said.none}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th>{said.title}</th>
              <th>{said.department}</th>
              <th>{said.when}</th>
              <th>{words.value.items.audience}</th>
              <th class="no-print">
                <span class="heard-only">{words.value.desk.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {props.series.map((series) => (
              <tr key={series.id}>
                <td>
                  {series.name}
                  <ApprovalTag approval={series.approval} reasons={[]} />
                </td>
                <td>
                  {street.departments.find(({ department }) => department === series.department)?.name ?? ''}
                </td>
                <td>{monthlyInWords(series)}</td>
                <td>{audienceInWords(series.audience, street.roles, branches)}</td>
                <td class="no-print">
                  <span class="row-actions row-actions-end">
                    {series.approval === 'pending' || series.approval === 'refused' ? null : (
                      <button type="button" class="button" onClick={() => setOpened(series)}>
                        {said.makeWindows}
                      </button>
                    )}
                    <AskFirst
                      danger
                      label={words.value.desk.remove}
                      question={said.sure(series.name)}
                      yes={words.value.desk.remove}
                      onYes={() => remove(series)}
                    />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function monthlyInWords(series: Series): string {
  const said = words.value.series;
  const week = WEEKS[series.week - 1] ?? 'last';
  const weekday = WEEKDAYS[series.weekday - 1] ?? '1';
  return said.monthly(
    said.weeks[week],
    words.value.calendar.weekdays[weekday],
    words.value.board[series.half],
  );
}

function SeriesForm(props: { street: Street; onClose: () => void; onSaved: () => void }) {
  const { street } = props;
  const said = words.value.series;
  const [department, setDepartment] = useState(0);
  const [name, setName] = useState('');
  const [week, setWeek] = useState<(typeof WEEKS)[number]>('first');
  const [weekday, setWeekday] = useState<(typeof WEEKDAYS)[number]>('1');
  const [half, setHalf] = useState<HalfDay>('morning');
  const [groups, setGroups] = useState<readonly AudienceGroup[]>(() => everybody(street));
  const [reason, setReason] = useState('');
  const { busy, failure, submit } = useSubmission();
  const privileged = street.departments.find((known) => known.department === department)?.privileged === true;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await submit(() =>
      planningApi.addSeries({
        department,
        name: name.trim(),
        week: WEEKS.indexOf(week) + 1,
        weekday: Number(weekday),
        half,
        audience: audienceOf(groups),
        reason: reason.trim(),
      }),
    );
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card item-form" onSubmit={save}>
      <div class="row-form">
        <SelectField
          label={said.department}
          value={department}
          options={[
            { value: 0, label: words.value.items.chooseDepartment },
            ...street.departments.map((known) => ({ value: known.department, label: known.name })),
          ]}
          onChoose={setDepartment}
        />
        <TextField label={said.title} value={name} onInput={setName} maxLength={NAME_LENGTH_MAX} />
        <SelectField
          label={said.week}
          value={week}
          options={WEEKS.map((value) => ({ value, label: said.weeks[value] }))}
          onChoose={setWeek}
        />
        <SelectField
          label={said.weekday}
          value={weekday}
          options={WEEKDAYS.map((value) => ({ value, label: words.value.calendar.weekdays[value] }))}
          onChoose={setWeekday}
        />
        <SelectField
          label={words.value.windows.half}
          value={half}
          options={(['morning', 'afternoon'] as const).map((value) => ({
            value,
            label: words.value.board[value],
          }))}
          onChoose={setHalf}
        />
      </div>
      <AudienceField roles={street.roles} venues={street.venues} groups={groups} onChange={setGroups} />
      {department === 0 || privileged ? null : (
        <TextArea
          label={said.reason}
          value={reason}
          onInput={setReason}
          rows={2}
          maxLength={REASON_LENGTH_MAX}
          hint={said.reasonHint}
        />
      )}
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value || department === 0}>
          {words.value.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
    </form>
  );
}

function SeriesWindowsForm(props: {
  series: Series;
  firstDay: CivilDate;
  onClose: () => void;
  onMade: () => void;
}) {
  const { series } = props;
  const said = words.value.windows;
  const morning = series.half === 'morning';
  const [from, setFrom] = useState(props.firstDay);
  const [until, setUntil] = useState(lastOfMonth(monthLater(props.firstDay, MONTHS_AHEAD - 1)));
  const [room, setRoom] = useState('');
  const [opens, setOpens] = useState(morning ? '09:00' : '13:30');
  const [closes, setCloses] = useState(morning ? '11:30' : '17:00');
  const [cap, setCap] = useState('90');
  const { busy, failure, submit } = useSubmission();
  const [made, setMade] = useState<number | undefined>(undefined);
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await submit(() =>
      planningApi.addSeriesWindows(series.id, {
        from,
        until,
        room: room.trim(),
        opens_min: minutesOf(opens),
        closes_min: minutesOf(closes),
        cap_min: Number(cap),
      }),
    );
    if (!reply?.ok) return;
    setMade(reply.body.length);
    props.onMade();
  };
  return (
    <form class="card row-form" onSubmit={make}>
      <h3 class="row-form-title">
        {series.name} · {monthlyInWords(series)}
      </h3>
      <TextField label={words.value.calendar.from} type="date" value={from} onInput={setFrom} />
      <TextField label={words.value.calendar.until} type="date" value={until} onInput={setUntil} />
      <TextField label={said.room} value={room} onInput={setRoom} maxLength={ROOM_LENGTH_MAX} />
      <TextField label={said.opens} type="time" value={opens} onInput={setOpens} />
      <TextField label={said.closes} type="time" value={closes} onInput={setCloses} />
      <TextField label={said.cap} type="number" value={cap} onInput={setCap} min={5} />
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {words.value.series.makeWindows}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.close}
        </button>
      </div>
      {made === undefined ? null : (
        <p role="status" class="row-form-title">
          {words.value.series.made(made)}
        </p>
      )}
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
