import type { ComponentChildren } from 'preact';
import { ProblemNote } from '../design/Notice';
import { words } from '../words/words';
import type { Loaded } from './loaded';

/** A list that is being read, could not be read, is empty, or is here. */
export function LoadedList<Item>(props: {
  loaded: Loaded<readonly Item[]>;
  onRetry: () => void;
  empty: ComponentChildren;
  children: (items: readonly Item[]) => ComponentChildren;
}) {
  const { loaded } = props;
  switch (loaded.state) {
    case 'loading':
      return <p class="list-note soft">{words.value.app.loading}</p>;
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
      return loaded.value.length === 0 ? (
        <div class="list-note list-empty">{props.empty}</div>
      ) : (
        <div>{props.children(loaded.value)}</div>
      );
  }
}

/** What an empty list says: what it is for and how to begin. */
export function EmptyList({ title, hint }: { title: string; hint?: string }) {
  return (
    <>
      <h3>{title}</h3>
      {hint === undefined ? null : <p class="soft">{hint}</p>}
    </>
  );
}
