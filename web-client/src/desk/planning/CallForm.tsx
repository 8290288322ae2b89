import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import type { Window } from '../../wire/Window';
import { civilDay } from '../../words/dates';
import { words } from '../../words/words';
import { useSubmission } from '../loaded';

const ABOUT_LENGTH_MAX = 80;

/** Publishing a window: what the departments are told, and until when they may answer. */
export function CallForm(props: { window: Window; onClose: () => void; onCalled: () => void }) {
  const { window } = props;
  const said = words.value.windows;
  const [about, setAbout] = useState('');
  const [deadline, setDeadline] = useState('');
  const { busy, failure, submit } = useSubmission();
  const call = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await submit(() =>
      planningApi.callForItems(window.id, {
        about: about.trim(),
        ...(deadline === '' ? {} : { deadline_ms: new Date(deadline).getTime() }),
      }),
    );
    if (reply?.ok) props.onCalled();
  };
  return (
    <form class="card row-form" onSubmit={call}>
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
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value} data-action="call-now">
          {said.callNow}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
