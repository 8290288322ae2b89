import type { ComponentChildren } from 'preact';
import type { Problem } from '../wire/Problem';
import { words } from '../words/words';

/** A whole-page notice: what happened, what happens next, what to do. */
export function Notice(props: {
  title: string;
  hint?: string;
  children?: ComponentChildren;
  busy?: boolean;
}) {
  return (
    <div class="notice" role="status">
      {props.busy ? <div class="notice-busy" aria-hidden="true" /> : null}
      <h1>{props.title}</h1>
      {props.hint === undefined ? null : <p class="soft">{props.hint}</p>}
      {props.children}
    </div>
  );
}

/** What a request came back with, when it did not succeed: the code sits behind the details. */
export function ProblemNote({ problem }: { problem: Problem | undefined }) {
  if (problem === undefined) {
    return (
      <p class="problem" role="alert">
        <strong>{words.value.app.unreachable}</strong> {words.value.app.unreachableHint}
      </p>
    );
  }
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{problem.title}</strong> {problem.detail}
      </p>
      <details>
        <summary>{words.value.app.details}</summary>
        <code>
          {problem.status} {problem.code}
        </code>
      </details>
    </div>
  );
}
