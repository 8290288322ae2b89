import { useState } from 'preact/hooks';
import { postApi } from '../../app/services';
import { SelectField, TextArea } from '../../design/choices';
import { TextField } from '../../design/fields';
import type { DepartmentStanding } from '../../wire/DepartmentStanding';
import type { Tip } from '../../wire/Tip';
import { words } from '../../words/words';
import { SendForm } from '../SendForm';
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
  const send = () => {
    const wanted = { department, title: title.trim(), body: body.trim(), held: tip?.held ?? false };
    return tip === undefined ? postApi.addTip(wanted) : postApi.changeTip(tip.number, wanted);
  };
  return (
    <SendForm
      tall
      send={send}
      onSent={props.onSaved}
      onClose={props.onClose}
      label={tip === undefined ? said.handIn : undefined}
      disabled={department === 0}
    >
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
    </SendForm>
  );
}
