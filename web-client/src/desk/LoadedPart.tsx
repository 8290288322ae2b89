import type { ComponentChildren } from 'preact';
import { ProblemNote } from '../design/Notice';
import { words } from '../words/words';
import type { Loaded } from './loaded';

/** A part of a page that is being read, could not be read, or is here. */
export function LoadedPart<Value>(props: {
  loaded: Loaded<Value>;
  onRetry: () => void;
  children: (value: Value) => ComponentChildren;
}) {
  const { loaded } = props;
  switch (loaded.state) {
    case 'loading':
      return (
        <p class="list-note soft" role="status">
          {words.value.app.loading}
        </p>
      );
    case 'failed':
      return (
        <div class="list-note">
          <ProblemNote problem={loaded.problem} />
          <button type="button" class="button" onClick={props.onRetry}>
            {words.value.app.retry}
          </button>
        </div>
      );
    case 'here':
      return <>{props.children(loaded.value)}</>;
  }
}
