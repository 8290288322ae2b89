import type { ComponentChildren } from 'preact';
import { LoadedPart } from './LoadedPart';
import type { Loaded } from './loaded';

/** A list that is being read, could not be read, is empty, or is here. */
export function LoadedList<Item>(props: {
  loaded: Loaded<readonly Item[]>;
  onRetry: () => void;
  empty: ComponentChildren;
  children: (items: readonly Item[]) => ComponentChildren;
}) {
  return (
    <LoadedPart loaded={props.loaded} onRetry={props.onRetry}>
      {(items) =>
        items.length === 0 ? (
          <div class="list-note list-empty">{props.empty}</div>
        ) : (
          <div>{props.children(items)}</div>
        )
      }
    </LoadedPart>
  );
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
