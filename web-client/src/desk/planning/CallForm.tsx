import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { TextField } from '../../design/fields';
import type { Window } from '../../wire/Window';
import { civilDay } from '../../words/dates';
import { words } from '../../words/words';
import { SendForm } from '../SendForm';

const ABOUT_LENGTH_MAX = 80;

/** Publishing a window: what the departments are told, and until when they may answer. */
export function CallForm(props: { window: Window; onClose: () => void; onCalled: () => void }) {
  const { window } = props;
  const said = words.value.windows;
  const [about, setAbout] = useState('');
  const [deadline, setDeadline] = useState('');
  const send = () =>
    planningApi.callForItems(window.id, {
      about: about.trim(),
      ...(deadline === '' ? {} : { deadline_ms: new Date(deadline).getTime() }),
    });
  return (
    <SendForm
      send={send}
      onSent={props.onCalled}
      onClose={props.onClose}
      label={said.callNow}
      action="call-now"
    >
      <h2 class="row-form-title">
        {said.call} · {civilDay(window.date)} {words.value.board[window.half]} {window.room}
      </h2>
      <TextField label={said.about} value={about} onInput={setAbout} maxLength={ABOUT_LENGTH_MAX} optional />
      <TextField
        label={said.deadline}
        type="datetime-local"
        value={deadline}
        onInput={setDeadline}
        hint={said.deadlineHint}
        optional
      />
    </SendForm>
  );
}
