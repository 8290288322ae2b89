import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Reply } from '../protocol/rest';
import type { Problem } from '../wire/Problem';

/** Something read from the server. */
export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly value: Value }
  | { readonly state: 'failed'; readonly problem: Problem | undefined };

/** Reads something once the page is shown; `reload` reads it again and keeps the old until then. */
export function useLoaded<Value>(read: () => Promise<Reply<Value>>): {
  loaded: Signal<Loaded<Value>>;
  reload: () => Promise<void>;
} {
  const loaded = useSignal<Loaded<Value>>({ state: 'loading' });
  const reload = async () => {
    const reply = await read();
    loaded.value = reply.ok
      ? { state: 'here', value: reply.body }
      : { state: 'failed', problem: reply.problem };
  };
  useEffect(() => {
    reload();
  }, []);
  return { loaded, reload };
}

/** A request under way and what came of the last one. */
export interface Submission {
  readonly busy: Signal<boolean>;
  /** The failed reply of the last request. */
  readonly failure: Signal<{ readonly problem: Problem | undefined } | undefined>;
  /** Makes a request; undefined where another one is still under way. */
  submit<Body>(request: () => Promise<Reply<Body>>): Promise<Reply<Body> | undefined>;
}

/** State of a form's request. */
export function useSubmission(): Submission {
  const busy = useSignal(false);
  const failure = useSignal<{ problem: Problem | undefined } | undefined>(undefined);
  return {
    busy,
    failure,
    async submit(request) {
      if (busy.value) return undefined;
      busy.value = true;
      failure.value = undefined;
      let reply: Awaited<ReturnType<typeof request>>;
      try {
        reply = await request();
      } finally {
        busy.value = false;
      }
      if (!reply.ok) failure.value = { problem: reply.problem };
      return reply;
    },
  };
}
