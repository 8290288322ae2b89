import { Icon, type IconName } from '../../design/Icon';
import { grantObstacle, unsettled } from '../../state/floor';
import { deviceNowMs } from '../../state/now';
import type { Question } from '../../wire/Question';
import { stopwatch } from '../../words/time';
import { words } from '../../words/words';
import { SpeakingTimer } from '../SpeakingTimer';
import type { SeatView } from '../seat_view';
import { chairOf } from './chair';
import { askerOf, QuestionWords } from './QuestionWords';
import { Settling } from './Settling';

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
    <section class="questions" aria-label={said.queue}>
      <p class="heard-only" aria-live="polite">
        {newest === undefined ? '' : said.toldAsked(askerOf(seat, newest))}
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
        <span class="soft">
          {model.floor.value.list_closed ? `${said.listClosed} ` : ''}
          {queue.length === 0 ? '' : said.queueCount(queue.length)}
        </span>
      </h3>
      {queue.length === 0 ? (
        <p class="soft">{said.queueEmpty}</p>
      ) : (
        <ol class="queue">
          {queue.map((question, position) => (
            <Waiting key={question.number} seat={seat} question={question} position={position} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Waiting({ seat, question, position }: { seat: SeatView; question: Question; position: number }) {
  const { model } = seat;
  const said = words.value.floor;
  const commands = words.value.queueCommands;
  const chair = chairOf(seat);
  const { queue, speaking } = model.floor.value;
  const head = position === 0 && speaking === undefined;
  const obstacle = grantObstacle(model.floor.value, model.ownVenue.value, model.venue(question.venue));
  const waitedMs = deviceNowMs.value + model.clockAheadMs.value - question.asked_ms;
  const asker = askerOf(seat, question);
  const { number } = question;
  // Points of order stand before the others, wherever either is moved.
  const besides = (other: Question | undefined) => other?.point_of_order === question.point_of_order;
  return (
    <li
      class={
        head ? 'question question-head' : speaking === undefined ? 'question' : 'question question-brief'
      }
      data-question={question.venue}
    >
      <QuestionWords seat={seat} question={question} />
      <span class="soft question-waited">{said.waited(stopwatch(waitedMs))}</span>
      <div class="question-commands">
        {speaking !== undefined ? null : (
          <button
            type="button"
            class={`button question-grant ${head ? 'button-first' : ''}`}
            disabled={obstacle !== undefined || !chair.ready}
            title={obstacle === undefined ? undefined : said.obstacle[obstacle]}
            aria-label={`${said.grant} ${asker}`}
            onClick={() => chair.send({ command: 'grant', question: number })}
            data-action="grant"
          >
            {head ? <Icon name="hand" /> : null}
            {said.grant}
          </button>
        )}
        <Small
          icon="up"
          label={commands.up(asker)}
          disabled={!chair.ready || !besides(queue[position - 1])}
          onClick={() => chair.send({ command: 'move-question', question: number, place: position - 1 })}
        />
        <Small
          icon="down"
          label={commands.down(asker)}
          disabled={!chair.ready || !besides(queue[position + 1])}
          onClick={() => chair.send({ command: 'move-question', question: number, place: position + 1 })}
        />
        <Small
          icon="close"
          label={commands.remove(asker)}
          disabled={!chair.ready}
          onClick={() => chair.send({ command: 'withdraw-question', question: number })}
        />
      </div>
    </li>
  );
}

function Small(props: { icon: IconName; label: string; disabled: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      class="button icon-button"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      onClick={props.onClick}
      data-action={props.icon}
    >
      <Icon name={props.icon} />
    </button>
  );
}
