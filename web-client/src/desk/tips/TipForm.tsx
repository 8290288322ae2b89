import { useState } from 'preact/hooks';
import { postApi } from '../../app/services';
import { SelectField, TextArea } from '../../design/choices';
import { TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import type { DepartmentStanding } from '../../wire/DepartmentStanding';
import type { Tip } from '../../wire/Tip';
import { words } from '../../words/words';
import { useSubmission } from '../loaded';
import type { StartedTip } from './started_tip';

const TITLE_LENGTH_MAX = 80;
const BODY_LENGTH_MAX = 2_000;

/** A tip to be handed in, or changed. */
export function TipForm(props: {
  tip: Tip | undefined;
  started: StartedTip | undefined;
  department: number | undefined;
  departments: readonly DepartmentStanding[];
  onClose: () => void;
  onSaved: () => void;
}) {
  const { tip, started } = props;
  const said = words.value.tips;
  const [department, setDepartment] = useState(
    tip?.department ?? props.department ?? started?.department ?? 0,
  );
  const [title, setTitle] = useState(tip?.title ?? started?.title ?? '');
  const [body, setBody] = useState(tip?.body ?? '');
  const { busy, failure, submit } = useSubmission();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = { department, title: title.trim(), body: body.trim(), held: tip?.held ?? false };
    const reply = await submit(() =>
      tip === undefined ? postApi.addTip(wanted) : postApi.changeTip(tip.number, wanted),
    );
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card item-form" onSubmit={save}>
      <div class="row-form">
        {props.department === undefined ? (
          <SelectField
            label={words.value.items.department}
            value={department}
            options={[
              { value: 0, label: words.value.items.chooseDepartment },
              ...props.departments.map((known) => ({ value: known.department, label: known.name })),
            ]}
            onChoose={setDepartment}
          />
        ) : null}
        <TextField label={said.title} value={title} onInput={setTitle} maxLength={TITLE_LENGTH_MAX} focused />
      </div>
      <TextArea label={said.body} value={body} onInput={setBody} rows={5} maxLength={BODY_LENGTH_MAX} />
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value || department === 0}>
          {tip === undefined ? said.handIn : words.value.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
    </form>
  );
}
