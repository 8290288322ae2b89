import type { ComponentChildren } from 'preact';

/** One of several, by a list that opens. */
export function SelectField<Value extends string | number>(props: {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string }[];
  onChoose: (value: Value) => void;
  hint?: string;
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select
        value={String(props.value)}
        onChange={(event) => {
          const chosen = props.options[event.currentTarget.selectedIndex];
          if (chosen !== undefined) props.onChoose(chosen.value);
        }}
      >
        {props.options.map((option) => (
          <option key={option.value} value={String(option.value)}>
            {option.label}
          </option>
        ))}
      </select>
      {props.hint === undefined ? null : <small class="soft">{props.hint}</small>}
    </label>
  );
}

/** One of a few that all stand there. */
export function ChoiceBar<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string }[];
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset class="choice-bar">
      <legend>{props.label}</legend>
      {props.options.map((option) => (
        <label key={option.value} class={option.value === props.value ? 'chosen' : ''}>
          <input
            type="radio"
            name={props.label}
            checked={option.value === props.value}
            onChange={() => props.onChoose(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

/** Yes or no. */
export function CheckField(props: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <label class="check-field">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.children}
    </label>
  );
}

/** Several lines of text. */
export function TextArea(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  maxLength?: number;
  hint?: string;
  placeholder?: string;
  optional?: boolean;
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <textarea
        required={props.optional !== true}
        rows={props.rows ?? 4}
        value={props.value}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {props.hint === undefined ? null : <small class="soft">{props.hint}</small>}
    </label>
  );
}
