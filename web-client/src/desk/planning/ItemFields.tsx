import { CheckField, ChoiceBar, SelectField, TextArea } from '../../design/choices';
import { TextField } from '../../design/fields';
import type { ItemDraft, PinChoice } from '../../state/new_item';
import type { Item } from '../../wire/Item';
import { words } from '../../words/words';
import { AudienceField } from './AudienceField';
import { everybody, type Street } from './street';

/** Longest title of an item, characters. */
const TITLE_LENGTH_MAX = 80;
const MINUTES_MAX = 90;
const REASON_LENGTH_MAX = 200;
const PRIORITY_MAX = 100;

interface FieldsProps {
  readonly draft: ItemDraft;
  readonly street: Street;
  readonly onChange: (draft: ItemDraft) => void;
}

/** What every item says: whose it is, what about, how long, who presents. */
export function MainFields(props: FieldsProps & { choosesDepartment: boolean }) {
  const { draft, street, onChange } = props;
  const said = words.value.items;
  return (
    <>
      <div class="row-form">
        {props.choosesDepartment ? (
          <SelectField
            label={said.department}
            value={draft.department ?? 0}
            options={[
              { value: 0, label: said.chooseDepartment },
              ...street.departments.map(({ department, name }) => ({ value: department, label: name })),
            ]}
            onChoose={(department) =>
              onChange({ ...draft, department: department === 0 ? undefined : department })
            }
          />
        ) : null}
        <TextField
          label={said.title}
          value={draft.title}
          onInput={(title) => onChange({ ...draft, title })}
          placeholder={said.titleExample}
          maxLength={TITLE_LENGTH_MAX}
          focused
        />
      </div>
      <div class="row-form">
        <ChoiceBar
          label={said.kind}
          value={draft.kind}
          options={(['inform', 'discuss', 'decide'] as const).map((kind) => ({
            value: kind,
            label: said.kinds[kind],
          }))}
          onChoose={(kind) => onChange({ ...draft, kind })}
        />
        <TextField
          label={said.minutes}
          type="number"
          value={draft.minutes}
          onInput={(minutes) => onChange({ ...draft, minutes })}
          min={1}
          max={MINUTES_MAX}
        />
        <TextField
          label={said.presenters}
          value={draft.presenters}
          onInput={(presenters) => onChange({ ...draft, presenters })}
          hint={said.presentersHint}
          optional
        />
      </div>
    </>
  );
}

/** Who an item is for; `calledAnyway` are those a call names already. */
export function AudienceFields(props: FieldsProps & { calledAnyway: string | undefined }) {
  const { draft, street, onChange, calledAnyway } = props;
  const said = words.value.items;
  const ownGroups = draft.groups ?? everybody(street);
  return (
    <>
      {calledAnyway === undefined ? null : (
        <CheckField
          checked={draft.groups === undefined}
          onChange={(same) => onChange({ ...draft, groups: same ? undefined : ownGroups })}
        >
          {said.calledAnyway(calledAnyway)}
        </CheckField>
      )}
      {calledAnyway !== undefined && draft.groups === undefined ? null : (
        <AudienceField
          roles={street.roles}
          venues={street.venues}
          groups={ownGroups}
          onChange={(groups) => onChange({ ...draft, groups })}
        />
      )}
      <CheckField checked={draft.required} onChange={(required) => onChange({ ...draft, required })}>
        {said.required}
      </CheckField>
    </>
  );
}

/** When an item can be, and what it depends on. */
export function PlanningFields(props: FieldsProps & { others: readonly Item[] }) {
  const { draft, street, onChange, others } = props;
  const said = words.value.items;
  const pins: readonly PinChoice[] = ['anywhere', 'first', 'last', 'clock'];
  return (
    <>
      <div class="row-form">
        <TextField
          label={said.earliest}
          type="date"
          value={draft.earliest}
          onInput={(earliest) => onChange({ ...draft, earliest })}
        />
        <TextField
          label={said.deadline}
          type="date"
          value={draft.deadline}
          onInput={(deadline) => onChange({ ...draft, deadline })}
        />
        <TextField
          label={said.wished}
          type="date"
          value={draft.wished}
          onInput={(wished) => onChange({ ...draft, wished })}
          optional
        />
      </div>
      <details>
        <summary>{said.more}</summary>
        <div class="row-form">
          <SelectField
            label={said.line}
            value={draft.line ?? 0}
            options={[
              { value: 0, label: said.noLine },
              ...street.lines.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChoose={(line) => onChange({ ...draft, line: line === 0 ? undefined : line })}
          />
          <SelectField
            label={said.pin}
            value={draft.pin}
            options={pins.map((pin) => ({ value: pin, label: said.pins[pin] }))}
            onChoose={(pin) => onChange({ ...draft, pin })}
          />
          {draft.pin === 'clock' ? (
            <TextField
              label={said.pinClock}
              type="time"
              value={draft.pinClock}
              onInput={(pinClock) => onChange({ ...draft, pinClock })}
            />
          ) : null}
          <TextField
            label={said.priority}
            type="number"
            value={draft.priority}
            onInput={(priority) => onChange({ ...draft, priority })}
            min={1}
            max={PRIORITY_MAX}
            hint={said.priorityHint}
          />
        </div>
        <OtherItems
          label={said.after}
          chosen={draft.after}
          others={others}
          onChange={(after) => onChange({ ...draft, after })}
        />
        <OtherItems
          label={said.notWith}
          chosen={draft.notWith}
          others={others}
          onChange={(notWith) => onChange({ ...draft, notWith })}
        />
        <TextArea
          label={said.separate}
          value={draft.separateReason}
          onInput={(separateReason) => onChange({ ...draft, separateReason })}
          rows={2}
          maxLength={REASON_LENGTH_MAX}
          hint={said.separateHint}
          optional
        />
      </details>
    </>
  );
}

function OtherItems(props: {
  label: string;
  chosen: readonly number[];
  others: readonly Item[];
  onChange: (chosen: readonly number[]) => void;
}) {
  if (props.others.length === 0) return null;
  return (
    <fieldset class="other-items">
      <legend>{props.label}</legend>
      {props.others.map(({ id, title }) => (
        <CheckField
          key={id}
          checked={props.chosen.includes(id)}
          onChange={(wanted) =>
            props.onChange(wanted ? [...props.chosen, id] : props.chosen.filter((chosen) => chosen !== id))
          }
        >
          {title}
        </CheckField>
      ))}
    </fieldset>
  );
}
