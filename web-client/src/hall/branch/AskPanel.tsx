import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../design/Icon';
import { askStep, TOPIC_MAX } from '../../state/floor';
import { words } from '../../words/words';
import { CommandNotice } from '../CommandNotice';
import { SpeakingTimer } from '../SpeakingTimer';
import type { SeatView } from '../seat_view';

/** The venue's own way to the floor: ask, wait, speak, finish – one large button at a time. */
export function AskPanel({ seat }: { seat: SeatView }) {
  const { model, commands } = seat;
  const said = words.value.floor;
  const [open, setOpen] = useState(false);
  const own = askStep(model.floor.value, model.ownVenue.value);
  const busy = commands.underWay.value !== undefined || model.link.value.state !== 'open';
  useEffect(() => {
    if (own.step !== 'free') setOpen(false);
  }, [own.step]);
  return (
    <section class="ask-panel" data-ask={own.step} aria-label={said.ask}>
      <CommandNotice commands={commands} />
      {own.step === 'free' && open ? <TopicForm seat={seat} onClose={() => setOpen(false)} /> : null}
      {own.step === 'free' && !open ? (
        <button
          type="button"
          class="button button-first button-large"
          disabled={busy}
          onClick={() => setOpen(true)}
          data-action="ask"
        >
          <Icon name="hand" />
          {said.ask}
        </button>
      ) : null}
      {own.step === 'closed' ? (
        <>
          <button type="button" class="button button-large" disabled title={said.listClosedHint}>
            <Icon name="hand" />
            {said.listClosed}
          </button>
          <PointOfOrder seat={seat} topic="" />
        </>
      ) : null}
      {own.step === 'waiting' ? (
        <div class="ask-line">
          <strong>
            <Icon name="hand" />
            {said.waiting(own.place)}
          </strong>
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() => commands.floor({ command: 'withdraw-question', question: own.question.number })}
            data-action="withdraw"
          >
            {said.withdraw}
          </button>
        </div>
      ) : null}
      {own.step === 'speaking' ? (
        <div class="ask-line ask-live">
          <strong>{said.pleaseSpeak}</strong>
          <SpeakingTimer model={model} sinceMs={own.sinceMs} />
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() => commands.floor({ command: 'end-question', question: own.question.number })}
            data-action="end"
          >
            {said.end}
          </button>
        </div>
      ) : null}
    </section>
  );
}

function TopicForm({ seat, onClose }: { seat: SeatView; onClose: () => void }) {
  const { model, commands } = seat;
  const said = words.value.floor;
  const [topic, setTopic] = useState('');
  const busy = commands.underWay.value !== undefined || model.link.value.state !== 'open';
  const used = [...topic].length;
  return (
    <form
      class="ask-form"
      onSubmit={(event) => {
        event.preventDefault();
        commands.floor({ command: 'ask', topic: topic.trim(), point_of_order: false });
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <label class="field">
        <span>
          {said.topic} <span class="soft">{said.topicCount(used, TOPIC_MAX)}</span>
        </span>
        <input
          type="text"
          value={topic}
          maxLength={TOPIC_MAX}
          placeholder={said.topicHint}
          ref={(field) => field?.focus()}
          onInput={(event) => setTopic(event.currentTarget.value)}
          data-field="topic"
        />
      </label>
      <div class="ask-form-buttons">
        <button type="submit" class="button button-first" disabled={busy} data-action="submit-ask">
          {said.submitAsk}
        </button>
        <PointOfOrder seat={seat} topic={topic} />
        <button type="button" class="button" onClick={onClose}>
          {words.value.app.cancel}
        </button>
      </div>
    </form>
  );
}

/** To be heard before the others, and also while no more questions are taken. */
function PointOfOrder({ seat, topic }: { seat: SeatView; topic: string }) {
  const { model, commands } = seat;
  const said = words.value.branchItem;
  return (
    <button
      type="button"
      class="button"
      title={said.pointOfOrderHint}
      disabled={commands.underWay.value !== undefined || model.link.value.state !== 'open'}
      onClick={() => commands.floor({ command: 'ask', topic: topic.trim(), point_of_order: true })}
      data-action="point-of-order"
    >
      {said.pointOfOrder}
    </button>
  );
}
