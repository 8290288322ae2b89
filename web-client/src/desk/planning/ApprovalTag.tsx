import { StatusShape } from '../../design/StatusShape';
import type { Approval } from '../../wire/Approval';
import type { ApprovalReason } from '../../wire/ApprovalReason';
import { listed } from '../../words/lists';
import { words } from '../../words/words';

/** Where an approval stands, and why it is needed; nothing where none is. */
export function ApprovalTag(props: { approval: Approval; reasons: readonly ApprovalReason[] }) {
  const said = words.value.approvals;
  if (props.approval === 'not-needed') return null;
  const shapes = { pending: 'warn', granted: 'ok', refused: 'bad' } as const;
  return (
    <p class="approval-tag">
      <StatusShape shape={shapes[props.approval]} label="" />
      {said.states[props.approval]}
      {props.reasons.length === 0 ? null : (
        <span class="soft"> {listed(props.reasons.map((reason) => said.reasons[reason]))}</span>
      )}
    </p>
  );
}
