import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { AskFirst, TextField } from '../../design/fields';
import { Icon } from '../../design/Icon';
import { ProblemNote } from '../../design/Notice';
import type { QuotaOf } from '../../wire/QuotaOf';
import { civilDay } from '../../words/dates';
import { words } from '../../words/words';
import { EmptyList, LoadedList } from '../LoadedList';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
import { readStreet, type Street } from './street';

/** Most items a quota can allow. */
const ALLOWED_MAX = 999;

/** How many items departments and lines may bring. */
export function QuotasPage() {
  const { loaded, reload } = useLoaded(readStreet);
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(street) => <Quotas street={street} />}
    </LoadedPart>
  );
}

function Quotas({ street }: { street: Street }) {
  const said = words.value.quotas;
  const desk = words.value.desk;
  const { loaded, reload } = useLoaded(() => planningApi.quotas());
  const submission = useSubmission();
  const [form, setForm] = useState<'none' | 'new' | QuotaOf>('none');
  const remove = async (quota: QuotaOf) => {
    const reply = await submission.submit(() => planningApi.removeQuota(quota.id));
    if (reply?.ok) await reload();
  };
  const departmentOf = (quota: QuotaOf) =>
    street.departments.find(({ department }) => department === quota.department)?.name ?? said.everybody;
  const lineOf = (quota: QuotaOf) => street.lines.find(({ id }) => id === quota.line)?.name ?? said.everyLine;
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
        {form === 'none' ? (
          <button type="button" class="button button-first no-print" onClick={() => setForm('new')}>
            <Icon name="add" />
            {said.add}
          </button>
        ) : null}
      </header>
      <p class="soft">{said.hint}</p>
      {form === 'none' ? null : (
        <QuotaForm
          key={form === 'new' ? 'new' : form.id}
          quota={form === 'new' ? undefined : form}
          street={street}
          onClose={() => setForm('none')}
          onSaved={() => {
            setForm('none');
            reload();
          }}
        />
      )}
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <LoadedList
        loaded={loaded.value}
        onRetry={reload}
        empty={<EmptyList title={said.none} hint={said.noneHint} />}
      >
        {(quotas) => (
          <table class="table">
            <thead>
              <tr>
                <th>{words.value.items.department}</th>
                <th>{words.value.items.line}</th>
                <th>{said.from}</th>
                <th>{said.until}</th>
                <th class="figure-cell">{said.allowed}</th>
                <th class="no-print">
                  <span class="heard-only">{desk.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {quotas.map((quota) => (
                <tr key={quota.id}>
                  <td>{departmentOf(quota)}</td>
                  <td>{lineOf(quota)}</td>
                  <td>{civilDay(quota.from)}</td>
                  <td>{civilDay(quota.until)}</td>
                  <td class="figure-cell">{quota.allowed}</td>
                  <td class="no-print">
                    <span class="row-actions row-actions-end">
                      <button type="button" class="button button-quiet" onClick={() => setForm(quota)}>
                        {words.value.items.change}
                      </button>
                      <AskFirst
                        danger
                        label={desk.remove}
                        question={said.sure}
                        yes={desk.remove}
                        onYes={() => remove(quota)}
                      />
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </LoadedList>
    </>
  );
}

function QuotaForm(props: {
  quota: QuotaOf | undefined;
  street: Street;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { quota, street } = props;
  const said = words.value.quotas;
  const [department, setDepartment] = useState(quota?.department ?? 0);
  const [line, setLine] = useState(quota?.line ?? 0);
  const [from, setFrom] = useState(quota?.from ?? '');
  const [until, setUntil] = useState(quota?.until ?? '');
  const [allowed, setAllowed] = useState(String(quota?.allowed ?? 1));
  const { busy, failure, submit } = useSubmission();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = {
      ...(department === 0 ? {} : { department }),
      ...(line === 0 ? {} : { line }),
      from,
      until,
      allowed: Number(allowed),
    };
    const reply = await submit(() =>
      quota === undefined ? planningApi.addQuota(wanted) : planningApi.changeQuota(quota.id, wanted),
    );
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card row-form" onSubmit={save}>
      <SelectField
        label={words.value.items.department}
        value={department}
        options={[
          { value: 0, label: said.everybody },
          ...street.departments.map((known) => ({ value: known.department, label: known.name })),
        ]}
        onChoose={setDepartment}
      />
      <SelectField
        label={words.value.items.line}
        value={line}
        options={[
          { value: 0, label: said.everyLine },
          ...street.lines.map((known) => ({ value: known.id, label: known.name })),
        ]}
        onChoose={setLine}
      />
      <TextField label={said.from} type="date" value={from} onInput={setFrom} />
      <TextField label={said.until} type="date" value={until} onInput={setUntil} />
      <TextField
        label={said.allowed}
        type="number"
        value={allowed}
        onInput={setAllowed}
        min={0}
        max={ALLOWED_MAX}
      />
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {words.value.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
