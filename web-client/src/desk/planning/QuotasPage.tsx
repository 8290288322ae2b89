import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import type { QuotaOf } from '../../wire/QuotaOf';
import { civilDay } from '../../words/dates';
import { words } from '../../words/words';
import { EditedList, type FormEnd } from '../EditedList';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { ActionsHead, RowActions } from '../RowActions';
import { SendForm } from '../SendForm';
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
  const departmentOf = (quota: QuotaOf) =>
    street.departments.find(({ department }) => department === quota.department)?.name ?? said.everybody;
  const lineOf = (quota: QuotaOf) => street.lines.find(({ id }) => id === quota.line)?.name ?? said.everyLine;
  return (
    <EditedList
      title={said.name}
      hint={said.hint}
      addLabel={said.add}
      mayChange
      read={() => planningApi.quotas()}
      form={(quota, end) => <QuotaForm quota={quota} street={street} {...end} />}
      none={said.none}
      noneHint={said.noneHint}
    >
      {(quotas, requests) => (
        <table class="table">
          <thead>
            <tr>
              <th>{words.value.items.department}</th>
              <th>{words.value.items.line}</th>
              <th>{said.from}</th>
              <th>{said.until}</th>
              <th class="figure-cell">{said.allowed}</th>
              <ActionsHead />
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
                <RowActions
                  onChange={() => requests.change(quota)}
                  onRemove={() => requests.remove(() => planningApi.removeQuota(quota.id))}
                  removeQuestion={said.sure}
                />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </EditedList>
  );
}

function QuotaForm(props: { quota: QuotaOf | undefined; street: Street } & FormEnd) {
  const { quota, street } = props;
  const said = words.value.quotas;
  const [department, setDepartment] = useState(quota?.department ?? 0);
  const [line, setLine] = useState(quota?.line ?? 0);
  const [from, setFrom] = useState(quota?.from ?? '');
  const [until, setUntil] = useState(quota?.until ?? '');
  const [allowed, setAllowed] = useState(String(quota?.allowed ?? 1));
  const send = () => {
    const wanted = {
      ...(department === 0 ? {} : { department }),
      ...(line === 0 ? {} : { line }),
      from,
      until,
      allowed: Number(allowed),
    };
    return quota === undefined ? planningApi.addQuota(wanted) : planningApi.changeQuota(quota.id, wanted);
  };
  return (
    <SendForm<unknown> send={send} onSent={props.saved} onClose={props.close}>
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
    </SendForm>
  );
}
