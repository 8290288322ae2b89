import { useState } from 'preact/hooks';
import { postApi } from '../../app/services';
import { ChoiceBar } from '../../design/choices';
import { ProblemNote } from '../../design/Notice';
import { StatusShape } from '../../design/StatusShape';
import type { MessageState } from '../../wire/MessageState';
import type { Outbox } from '../../wire/Outbox';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';

const SHAPES = { queued: 'warn', sending: 'warn', sent: 'ok', uncertain: 'bad', failed: 'bad' } as const;

/** What of the mail is sent, waits, or failed. */
export function OutboxSection() {
  const said = words.value.mail;
  const [state, setState] = useState<MessageState | 'all'>('all');
  return (
    <section class="table-section">
      <h2>{said.outbox}</h2>
      <ChoiceBar
        label={said.state}
        value={state}
        options={(['all', 'queued', 'sent', 'uncertain', 'failed'] as const).map((value) => ({
          value,
          label: said.states[value],
        }))}
        onChoose={setState}
      />
      <Messages key={state} state={state === 'all' ? undefined : state} />
    </section>
  );
}

function Messages({ state }: { state: MessageState | undefined }) {
  const { loaded, reload } = useLoaded(() => postApi.outbox(state));
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(outbox) => <MessageTable outbox={outbox} onReload={reload} />}
    </LoadedPart>
  );
}

function MessageTable({ outbox, onReload }: { outbox: Outbox; onReload: () => void }) {
  const said = words.value.mail;
  const { busy, failure, submit } = useSubmission();
  const act = async (request: () => ReturnType<typeof postApi.sendAgain>) => {
    const reply = await submit(request);
    if (reply?.ok) onReload();
  };
  return (
    <>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
      <p class="outbox-sum">
        {said.outboxSum(outbox.queued, outbox.uncertain, outbox.failed)}
        <button type="button" class="button button-quiet" onClick={onReload}>
          {said.refresh}
        </button>
      </p>
      {outbox.messages.length === 0 ? (
        <p class="soft">{said.noMessages}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th>{said.state}</th>
              <th>{said.kind}</th>
              <th>{said.to}</th>
              <th>{said.subject}</th>
              <th>{said.queuedAt}</th>
              <th>{said.lastError}</th>
              <th>
                <span class="heard-only">{words.value.desk.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {outbox.messages.map((message) => (
              <tr key={message.number}>
                <td class="outbox-state">
                  <StatusShape shape={SHAPES[message.state]} label="" /> {said.states[message.state]}
                </td>
                <td>{said.kinds[message.kind]}</td>
                <td>{message.to}</td>
                <td>{message.subject}</td>
                <td>{dayAndTime(message.sent_ms ?? message.queued_ms)}</td>
                <td>{message.last_error === '' ? '–' : message.last_error}</td>
                <td>
                  <span class="row-actions row-actions-end">
                    {message.state === 'uncertain' ? (
                      <button
                        type="button"
                        class="button"
                        disabled={busy.value}
                        onClick={() => act(() => postApi.hasArrived(message.number))}
                      >
                        {said.arrived}
                      </button>
                    ) : null}
                    {message.state === 'uncertain' || message.state === 'failed' ? (
                      <button
                        type="button"
                        class="button"
                        disabled={busy.value}
                        onClick={() => act(() => postApi.sendAgain(message.number))}
                      >
                        {said.again}
                      </button>
                    ) : null}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
