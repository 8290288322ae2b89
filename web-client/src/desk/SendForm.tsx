import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ProblemNote } from '../design/Notice';
import type { Reply } from '../protocol/rest';
import { words } from '../words/words';
import { useSubmission } from './loaded';

/** A form that sends what stands in it: its fields, the buttons, and what came of it. */
export function SendForm<Body>(props: {
  children: ComponentChildren;
  send: () => Promise<Reply<Body>>;
  onSent?: (body: Body) => void;
  /** Gives the form up; without it there is no button to. */
  onClose?: () => void;
  /** What the button says; "Save" where nothing is. */
  label?: string | undefined;
  /** What it says while the request is under way. */
  busyLabel?: string;
  /** Said beside the button once it was sent. */
  sentWords?: string;
  /** Fields below each other instead of side by side. */
  tall?: boolean;
  /** One of several forms of a page, none of which comes first. */
  quiet?: boolean;
  /** What tests and styles call the button. */
  action?: string;
  /** It cannot be sent as it stands. */
  disabled?: boolean;
  /** Further buttons. */
  buttons?: ComponentChildren;
}) {
  const { busy, failure, submit } = useSubmission();
  const [sent, setSent] = useState(false);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    setSent(false);
    const reply = await submit(props.send);
    if (!reply?.ok) return;
    setSent(true);
    props.onSent?.(reply.body);
  };
  return (
    <form class={props.tall ? 'card item-form' : 'card row-form'} onSubmit={send}>
      {props.children}
      <div class="form-actions">
        <button
          type="submit"
          class={props.quiet ? 'button' : 'button button-first'}
          disabled={busy.value || props.disabled}
          data-action={props.action}
        >
          {(busy.value ? props.busyLabel : undefined) ?? props.label ?? words.value.desk.save}
        </button>
        {props.buttons}
        {props.onClose === undefined ? null : (
          <button type="button" class="button" onClick={props.onClose}>
            {words.value.app.cancel}
          </button>
        )}
        {props.sentWords === undefined ? null : <span role="status">{sent ? props.sentWords : ''}</span>}
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
