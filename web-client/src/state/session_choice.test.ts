import { expect, test } from 'vitest';
import type { Reply } from '../protocol/rest';
import { ManualClock, settle } from '../testing/manual_clock';
import { problem } from '../testing/samples';
import type { Session } from '../wire/Session';
import { ASK_EVERY_MS, SessionChoice } from './session_choice';

const session = (id: number, phase: Session['phase'] = 'live'): Session => ({
  id,
  title: '例会',
  phase,
  venues: [0, 3],
  created_ms: 0,
  opened_ms: 0,
  ended_ms: null,
});

function street(named?: number, over?: number) {
  const clock = new ManualClock();
  const server: { live: Reply<Session[]>; one: Reply<Session> } = {
    live: { ok: true, body: [] },
    one: { ok: false, problem: undefined },
  };
  const choice = new SessionChoice(
    { sessions: async () => server.live, session: async () => server.one },
    clock,
    named,
    over,
  );
  return { clock, server, choice };
}

test('a page that waits enters by itself once a session opens', async () => {
  const { clock, server, choice } = street();
  await choice.ask();
  expect(choice.choice.value).toEqual({ state: 'waiting', planned: undefined });
  server.live = { ok: true, body: [session(7)] };
  clock.advance(ASK_EVERY_MS);
  await settle();
  expect(choice.choice.value).toEqual({ state: 'chosen', session: session(7) });
});

test('several sessions are a choice for people, and it is not taken away from them', async () => {
  const { clock, server, choice } = street();
  server.live = { ok: true, body: [session(7), session(8)] };
  await choice.ask();
  expect(choice.choice.value.state).toBe('several');
  choice.choose(session(8));
  clock.advance(ASK_EVERY_MS * 2);
  await settle();
  expect(choice.choice.value).toEqual({ state: 'chosen', session: session(8) });
});

test('a session named in the address is waited for, and known when it is over', async () => {
  const { clock, server, choice } = street(7);
  server.one = { ok: true, body: session(7, 'planned') };
  await choice.ask();
  expect(choice.choice.value).toEqual({ state: 'waiting', planned: session(7, 'planned') });
  server.one = { ok: true, body: session(7, 'ended') };
  clock.advance(ASK_EVERY_MS);
  await settle();
  expect(choice.choice.value).toEqual({ state: 'ended' });
});

test('a server that cannot be reached is asked again', async () => {
  const { clock, server, choice } = street();
  server.live = { ok: false, problem: undefined };
  await choice.ask();
  expect(choice.choice.value).toEqual({ state: 'unreachable' });
  server.live = { ok: true, body: [session(7)] };
  clock.advance(ASK_EVERY_MS);
  await settle();
  expect(choice.choice.value.state).toBe('chosen');
});

test('a device that is not known is told so', async () => {
  const { server, choice } = street();
  server.live = { ok: false, problem: problem(401) };
  await choice.ask();
  expect(choice.choice.value).toEqual({ state: 'refused', problem: problem(401) });
});

test('a page whose session has ended does not enter it again while it is still listed', async () => {
  const { clock, server, choice } = street(undefined, 7);
  server.live = { ok: true, body: [session(7)] };
  await choice.ask();
  expect(choice.choice.value).toEqual({ state: 'waiting', planned: undefined });
  server.live = { ok: true, body: [session(7), session(8)] };
  clock.advance(ASK_EVERY_MS);
  await settle();
  expect(choice.choice.value).toEqual({ state: 'chosen', session: session(8) });
});
