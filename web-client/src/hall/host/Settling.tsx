import { useState } from 'preact/hooks';
import { OWNER_MAX } from '../../state/floor';
import type { Outcome } from '../../wire/Outcome';
import type { Question } from '../../wire/Question';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';
import { chairOf } from './chair';

/** Ends a question that has the floor, or says of one that had it what became of it. */
export function Settling(props: { seat: SeatView; question: Question; speaks: boolean }) {
  const { seat, question, speaks } = props;
  const said = words.value.floor;
  const [owner, setOwner] = useState<string | undefined>(undefined);
  const chair = chairOf(seat);
  const settle = (outcome: Outcome) =>
    chair.send(
      speaks
        ? { command: 'end-question', question: question.number, outcome }
        : { command: 'settle-question', question: question.number, outcome },
    );
  if (owner !== undefined) {
    return (
      <form
        class="follow-up"
        onSubmit={(event) => {
          event.preventDefault();
          settle({ outcome: 'follow-up', owner: owner.trim() });
        }}
      >
        <label class="field">
          <span>{said.followUpOwner}</span>
          <input
            type="text"
            value={owner}
            maxLength={OWNER_MAX}
            placeholder={said.followUpExample}
            ref={(field) => field?.focus()}
            onInput={(event) => setOwner(event.currentTarget.value)}
            data-field="owner"
          />
        </label>
        <div class="settling">
          <button
            type="submit"
            class="button button-first"
            disabled={!chair.ready || owner.trim() === ''}
            data-action="note-follow-up"
          >
            {said.followUpSubmit}
          </button>
          <button type="button" class="button" onClick={() => setOwner(undefined)}>
            {words.value.app.cancel}
          </button>
        </div>
      </form>
    );
  }
  return (
    <div class="settling">
      {speaks ? (
        <button
          type="button"
          class="button button-first settling-end"
          disabled={!chair.ready}
          onClick={() => chair.send({ command: 'end-question', question: question.number })}
          data-action="end"
        >
          {said.end}
        </button>
      ) : null}
      <button
        type="button"
        class="button"
        disabled={!chair.ready}
        onClick={() => settle({ outcome: 'answered' })}
        data-action="answered"
      >
        {said.answered}
      </button>
      <button
        type="button"
        class="button"
        disabled={!chair.ready}
        onClick={() => setOwner('')}
        data-action="follow-up"
      >
        {said.followUp}
      </button>
    </div>
  );
}
