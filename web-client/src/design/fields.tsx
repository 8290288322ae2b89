import { useEffect, useRef, useState } from 'preact/hooks';
import { browserClock } from '../protocol/clock';
import { words } from '../words/words';
import { Icon } from './Icon';
import './search.css';

/** How long a button says that it copied, milliseconds. */
const COPIED_MS = 2_000;

/** One line of text with its label. */
export function TextField(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'password' | 'number' | 'date' | 'time' | 'datetime-local' | 'email';
  hint?: string;
  placeholder?: string;
  autocomplete?: 'username' | 'current-password' | 'new-password' | 'off';
  minLength?: number;
  maxLength?: number;
  min?: number;
  max?: number;
  focused?: boolean;
  /** May stay empty. */
  optional?: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.focused) input.current?.focus();
  }, [props.focused]);
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        ref={input}
        required={props.optional !== true}
        type={props.type ?? 'text'}
        value={props.value}
        placeholder={props.placeholder}
        autocomplete={props.autocomplete ?? 'off'}
        minLength={props.minLength}
        maxLength={props.maxLength}
        min={props.min}
        max={props.max}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {props.hint === undefined ? null : <small class="soft">{props.hint}</small>}
    </label>
  );
}

/** A search over a list. */
export function SearchField(props: { value: string; onInput: (value: string) => void; placeholder: string }) {
  return (
    <label class="search">
      <Icon name="search" />
      <span class="heard-only">{words.value.desk.search}</span>
      <input
        type="search"
        value={props.value}
        placeholder={props.placeholder}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}

/** Copies `text`, and says so. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  const said = words.value.desk;
  useEffect(() => {
    if (outcome === 'none') return;
    return browserClock.after(COPIED_MS, () => setOutcome('none'));
  }, [outcome]);
  return (
    <button
      type="button"
      class="button"
      onClick={async () => setOutcome((await copy(text)) ? 'copied' : 'failed')}
    >
      <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
      <span aria-live="polite">
        {outcome === 'none' ? (label ?? said.copy) : outcome === 'copied' ? said.copied : said.copyFailed}
      </span>
    </button>
  );
}

async function copy(text: string): Promise<boolean> {
  // Missing on plain HTTP, where a page may not touch the clipboard.
  if (navigator.clipboard === undefined) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A command that asks once before it acts. */
export function AskFirst(props: {
  label: string;
  question: string;
  yes: string;
  danger?: boolean;
  disabled?: boolean;
  onYes: () => void;
}) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button
        type="button"
        class={props.danger ? 'button button-danger' : 'button'}
        disabled={props.disabled}
        onClick={() => setAsking(true)}
      >
        {props.label}
      </button>
    );
  }
  return (
    <span class="ask" role="alertdialog" aria-label={props.question}>
      <span>{props.question}</span>
      <button
        type="button"
        class={props.danger ? 'button button-danger' : 'button button-first'}
        onClick={() => {
          setAsking(false);
          props.onYes();
        }}
      >
        {props.yes}
      </button>
      <button type="button" class="button" autofocus onClick={() => setAsking(false)}>
        {words.value.app.cancel}
      </button>
    </span>
  );
}
