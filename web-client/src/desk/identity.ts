import { type Signal, signal } from '@preact/signals';
import { api } from '../app/services';
import type { Me } from '../wire/Me';
import type { Loaded } from './loaded';

/** Who uses this browser. */
export const identity: Signal<Loaded<Me>> = signal({ state: 'loading' });

/** Asks the server who uses this browser. */
export async function learnIdentity(): Promise<void> {
  const reply = await api.me();
  identity.value = reply.ok
    ? { state: 'here', value: reply.body }
    : { state: 'failed', problem: reply.problem };
}
