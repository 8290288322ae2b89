import { useState } from 'preact/hooks';
import { SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import { venueNumber } from '../../state/roster';
import type { ItemRow } from '../../wire/ItemRow';
import type { QuestionRow } from '../../wire/QuestionRow';
import type { Review } from '../../wire/Review';
import { clockTime } from '../../words/time';
import { words } from '../../words/words';
import type { Act } from './ReviewPage';
import { minutesOf } from './trouble';

/** The minutes: items against their plan, decisions, questions and what became of them. */
export function Minutes(props: { review: Review; act: Act; busy: boolean; frozen: boolean }) {
  const { items, questions } = props.review.record;
  const said = words.value.attendance;
  return (
    <>
      {items.length === 0 ? null : (
        <section class="table-section">
          <h2>{said.items}</h2>
          <table class="table">
            <thead>
              <tr>
                <th>{said.item}</th>
                <th>{said.planned}</th>
                <th>{said.actual}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.number}>
                  <td>
                    {item.number} {item.title} <span class="soft">{item.department}</span>
                  </td>
                  <td>
                    {clockTime(item.planned_start_ms)} · {said.minutes(item.planned_minutes)}
                  </td>
                  <td>{actual(item)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Decisions {...props} />
      <section class="table-section">
        <h2>{said.questions}</h2>
        {questions.length === 0 ? (
          <p class="soft">{said.noQuestions}</p>
        ) : (
          <ul class="attendance-list">
            {questions.map((question) => (
              <li key={question.number}>
                {clockTime(question.asked_ms)} {venueNumber(question.venue)}{' '}
                {question.topic === '' ? said.noTopic : question.topic} ·{' '}
                <span class="soft">{became(question)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function actual(item: ItemRow): string {
  const said = words.value.attendance;
  if (item.skipped) return said.skipped;
  if (item.ran.length === 0) return said.notBegun;
  const spans = item.ran.map((of) => `${clockTime(of.from_ms)}–${clockTime(of.to_ms)}`).join(' ');
  const took = item.ran.reduce((sum, of) => sum + of.to_ms - of.from_ms, 0);
  return `${spans} · ${said.minutes(minutesOf(took))}`;
}

function became(question: QuestionRow): string {
  const said = words.value.attendance;
  if (question.outcome === 'answered') return said.answered;
  if (question.outcome !== null) return said.followUp(question.outcome['follow-up'].owner);
  if (question.withdrawn) return said.withdrawn;
  return question.ended_ms === null ? said.didNotSpeak : said.spoke;
}

function Decisions(props: { review: Review; act: Act; busy: boolean; frozen: boolean }) {
  const { decisions } = props.review.record;
  const said = words.value.attendance;
  return (
    <section class="table-section">
      <h2>{said.decisions}</h2>
      {decisions.length === 0 ? <p class="soft">{said.noDecisions}</p> : null}
      <ul class="attendance-list">
        {decisions.map((of) => (
          <li key={of.number}>
            {of.number}. {of.text} {of.owner === '' ? null : <span class="soft">{of.owner}</span>}
            {props.frozen ? null : (
              <button
                type="button"
                class="button button-quiet no-print"
                disabled={props.busy}
                aria-label={`${said.remove}: ${of.text}`}
                onClick={() =>
                  props.act({ action: 'note-decision', decision: of.number, text: '', owner: '' })
                }
              >
                {said.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      {props.frozen ? null : <DecisionForm {...props} />}
    </section>
  );
}

/** Stands for the whole meeting in the list of items. */
const WHOLE = 0;

function DecisionForm({ review, act, busy }: { review: Review; act: Act; busy: boolean }) {
  const [text, setText] = useState('');
  const [owner, setOwner] = useState('');
  const [item, setItem] = useState(WHOLE);
  const said = words.value.attendance;
  const { items } = review.record;
  return (
    <form
      class="card attendance-form no-print"
      onSubmit={async (event) => {
        event.preventDefault();
        const taken = await act({
          action: 'note-decision',
          text,
          owner,
          ...(item === WHOLE ? {} : { item }),
        });
        if (taken) setText('');
      }}
    >
      <TextField label={said.decision} value={text} maxLength={500} onInput={setText} />
      <TextField label={said.owner} optional value={owner} maxLength={40} onInput={setOwner} />
      {items.length === 0 ? null : (
        <SelectField
          label={said.ofItem}
          value={item}
          options={[
            { value: WHOLE, label: said.wholeMeeting },
            ...items.map((of) => ({ value: of.number, label: `${of.number} ${of.title}` })),
          ]}
          onChoose={setItem}
        />
      )}
      <div class="form-actions">
        <button type="submit" class="button" disabled={busy} data-action="decision">
          {said.addDecision}
        </button>
      </div>
    </form>
  );
}
