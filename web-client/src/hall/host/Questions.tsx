import { useState } from 'preact/hooks';
import { Icon } from '../../design/Icon';
import { type GrantObstacle, grantObstacle, OWNER_MAX, unsettled } from '../../state/floor';
import { deviceNowMs } from '../../state/now';
import type { Outcome } from '../../wire/Outcome';
import type { Question } from '../../wire/Question';
import { stopwatch } from '../../words/time';
import { words } from '../../words/words';
import { SpeakingTimer } from '../SpeakingTimer';
import type { SeatView } from '../seat_view';
import { venueTitle } from '../venue_words';

/** The questions: the one that has the floor on top, below it those that wait, in their order. */
export function Questions({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const said = words.value.floor;
  const { queue, speaking } = model.floor.value;
  const left = speaking === undefined ? unsettled(model.floor.value) : undefined;
  const newest = queue.reduce<Question | undefined>(
    (latest, question) => (latest === undefined || question.number > latest.number ? question : latest),
    undefined,
  );
  return (
    <section
      class={queue.length > 0 || speaking !== undefined ? 'questions questions-busy' : 'questions'}
      aria-label={said.queue}
    >
      <p class="heard-only" aria-live="polite">
        {newest === undefined ? '' : said.toldAsked(venueOf(seat, newest.venue))}
      </p>
      {speaking === undefined ? null : (
        <div class="speaking" data-speaking={speaking.question.venue}>
          <p class="speaking-head">
            <span class="live-mark">{said.speaking}</span>
            <SpeakingTimer model={model} sinceMs={speaking.since_ms} />
          </p>
          <QuestionWords seat={seat} question={speaking.question} />
          <Settling key={speaking.question.number} seat={seat} question={speaking.question} speaks={true} />
        </div>
      )}
      {left === undefined ? null : (
        <div class="speaking speaking-past">
          <p class="soft">{said.settleTitle}</p>
          <QuestionWords seat={seat} question={left} />
          <Settling key={left.number} seat={seat} question={left} speaks={false} />
        </div>
      )}
      <h3>
        {said.queue}
        {queue.length === 0 ? null : <span class="soft">{said.queueCount(queue.length)}</span>}
      </h3>
      {queue.length === 0 ? (
        <p class="soft">{said.queueEmpty}</p>
      ) : (
        <ol class="queue">
          {queue.map((question, position) => (
            <Waiting
              key={question.number}
              seat={seat}
              question={question}
              head={position === 0 && speaking === undefined}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Waiting({ seat, question, head }: { seat: SeatView; question: Question; head: boolean }) {
  const { model, commands } = seat;
  const said = words.value.floor;
  const obstacle: GrantObstacle | undefined = grantObstacle(
    model.floor.value,
    model.ownVenue.value,
    model.venue(question.venue),
  );
  const waitedMs = deviceNowMs.value + model.clockAheadMs.value - question.asked_ms;
  return (
    <li class={head ? 'question question-head' : 'question'} data-question={question.venue}>
      <QuestionWords seat={seat} question={question} />
      <span class="soft question-waited">{said.waited(stopwatch(waitedMs))}</span>
      <button
        type="button"
        class={`button ${head ? 'button-first button-large' : ''}`}
        disabled={obstacle !== undefined || commands.underWay.value !== undefined}
        title={obstacle === undefined ? undefined : said.obstacle[obstacle]}
        aria-label={`${said.grant} ${venueOf(seat, question.venue)}`}
        onClick={() => commands.floor({ command: 'grant', question: question.number })}
        data-action="grant"
      >
        {head ? <Icon name="hand" /> : null}
        {said.grant}
      </button>
    </li>
  );
}

function QuestionWords({ seat, question }: { seat: SeatView; question: Question }) {
  const said = words.value.floor;
  return (
    <p class="question-words">
      <strong>{venueOf(seat, question.venue)}</strong>
      {question.point_of_order ? <span class="question-order">{said.pointOfOrder}</span> : null}
      <span class={question.topic === '' ? 'question-topic soft' : 'question-topic'}>
        {question.topic === '' ? said.noTopic : question.topic}
      </span>
    </p>
  );
}

/** Ends a question that has the floor, or says of one that had it what became of it. */
function Settling({ seat, question, speaks }: { seat: SeatView; question: Question; speaks: boolean }) {
  const { model, commands } = seat;
  const said = words.value.floor;
  const [owner, setOwner] = useState<string | undefined>(undefined);
  const disabled = model.floor.value.chair !== model.ownVenue.value || commands.underWay.value !== undefined;
  const settle = (outcome: Outcome) =>
    commands.floor(
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
          />
        </label>
        <div class="settling">
          <button type="submit" class="button button-first" disabled={disabled || owner.trim() === ''}>
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
          disabled={disabled}
          onClick={() => commands.floor({ command: 'end-question', question: question.number })}
          data-action="end"
        >
          {said.end}
        </button>
      ) : null}
      <button
        type="button"
        class="button"
        disabled={disabled}
        onClick={() => settle({ outcome: 'answered' })}
        data-action="answered"
      >
        {said.answered}
      </button>
      <button
        type="button"
        class="button"
        disabled={disabled}
        onClick={() => setOwner('')}
        data-action="follow-up"
      >
        {said.followUp}
      </button>
    </div>
  );
}

function venueOf({ model }: SeatView, number: number): string {
  const venue = model.venue(number);
  return venue === undefined ? String(number) : venueTitle(venue, words.value);
}
