import { useState } from 'preact/hooks';
import { api, planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import type { Reply } from '../../protocol/rest';
import type { Approvers } from '../../wire/Approvers';
import type { User } from '../../wire/User';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { SendForm } from '../SendForm';

interface ApproversAndUsers {
  readonly approvers: Approvers;
  readonly users: readonly User[];
}

async function readBoth(): Promise<Reply<ApproversAndUsers>> {
  const [approvers, users] = await Promise.all([planningApi.approvers(), api.users()]);
  if (!approvers.ok) return approvers;
  if (!users.ok) return users;
  return { ok: true, body: { approvers: approvers.body, users: users.body } };
}

/** Who approves, and who stands in for some days. */
export function ApproversSection() {
  const { loaded, reload } = useLoaded(readBoth);
  return (
    <section class="table-section">
      <h2>{words.value.standing.approvers}</h2>
      <p class="soft">{words.value.standing.approversHint}</p>
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(known) => <ApproversForm {...known} />}
      </LoadedPart>
    </section>
  );
}

function ApproversForm({ approvers, users }: ApproversAndUsers) {
  const said = words.value.standing;
  const [leader, setLeader] = useState(approvers.leader ?? 0);
  const [delegate, setDelegate] = useState(approvers.delegate?.user ?? 0);
  const [from, setFrom] = useState(approvers.delegate?.from ?? '');
  const [until, setUntil] = useState(approvers.delegate?.until ?? '');
  const options = [
    { value: 0, label: said.nobody },
    ...users.filter(({ role }) => role !== 'venue').map(({ id, name }) => ({ value: id, label: name })),
  ];
  const send = () =>
    planningApi.setApprovers({
      ...(leader === 0 ? {} : { leader }),
      ...(delegate === 0 ? {} : { delegate: { user: delegate, from, until } }),
    });
  return (
    <SendForm quiet send={send} sentWords={said.saved}>
      <SelectField label={said.leader} value={leader} options={options} onChoose={setLeader} />
      <SelectField label={said.delegate} value={delegate} options={options} onChoose={setDelegate} />
      {delegate === 0 ? null : (
        <>
          <TextField label={said.from} type="date" value={from} onInput={setFrom} />
          <TextField label={said.until} type="date" value={until} onInput={setUntil} />
        </>
      )}
    </SendForm>
  );
}
