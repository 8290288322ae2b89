import { type ReadonlySignal, signal } from '@preact/signals';

const current = signal(location.pathname);

/** The path shown now. */
export const path: ReadonlySignal<string> = current;

/** Goes to another page of the client without loading it anew. */
export function navigate(to: string): void {
  history.pushState(null, '', to);
  current.value = location.pathname;
}

/** Follows the browser's back and forward. */
export function followHistory(): void {
  window.addEventListener('popstate', () => {
    current.value = location.pathname;
  });
}

/** A value of the address's query; a session's number stands in `session`. */
export function queryValue(name: string): string | undefined {
  return new URLSearchParams(location.search).get(name) ?? undefined;
}
