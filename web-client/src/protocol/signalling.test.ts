import { expect, test } from 'vitest';
import { FakeSocket } from '../testing/fake_socket';
import { last } from '../testing/last';
import { ManualClock, settle } from '../testing/manual_clock';
import { problem, venue, welcome } from '../testing/samples';
import type { ServerMessage } from '../wire/ServerMessage';
import { BACKOFF_LONGEST_MS } from './backoff';
import { type Closing, type Link, LOST_AFTER_MS, SILENT_AFTER_MS, Signalling } from './signalling';

function start(whyRefused: () => Promise<Closing | undefined> = async () => undefined) {
  const clock = new ManualClock();
  const sockets: FakeSocket[] = [];
  const links: Link[] = [];
  const heard: ServerMessage[] = [];
  const signalling = new Signalling(
    {
      place: 'branch',
      clock,
      random: () => 0.5,
      language: () => 'zh-CN',
      whyRefused,
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
    },
    {
      onLink: (link) => links.push(link),
      onWelcome: (message) => heard.push(message),
      onMessage: (message) => heard.push(message),
    },
  );
  signalling.start();
  const socket = () => {
    const newest = sockets[sockets.length - 1];
    if (newest === undefined) throw new Error('no socket was opened');
    return newest;
  };
  const states = () => links.map((link) => link.state);
  const join = () => {
    socket().opens();
    socket().hears(welcome());
  };
  return { clock, sockets, socket, links, states, heard, signalling, join };
}

test('a page says hello with its version and place, and is in once it is welcomed', () => {
  const { socket, states, heard, signalling } = start();
  socket().opens();
  expect(socket().sent).toEqual([{ type: 'hello', version: 1, place: 'branch', language: 'zh-CN' }]);
  expect(signalling.ready).toBe(false);
  socket().hears(welcome());
  expect(signalling.ready).toBe(true);
  expect(states()).toEqual(['open']);
  expect(heard).toHaveLength(1);
});

test('nothing is sent before the welcome, and the caller is told', () => {
  const { socket, signalling } = start();
  socket().opens();
  expect(signalling.send({ type: 'put-on-stage', request: 1, venue: 3 })).toBe(false);
  expect(socket().sent).toHaveLength(1);
});

test('a dropped socket is replaced at once and resumes the same seat', () => {
  const { clock, sockets, socket, states, join } = start();
  join();
  socket().breaks();
  expect(states()).toEqual(['open', 'lost']);
  clock.advance(0);
  expect(sockets).toHaveLength(2);
  socket().opens();
  expect(socket().sent[0]).toMatchObject({ type: 'hello', resume: 'token-1' });
  socket().hears(welcome({ resumed: true, resume: 'token-2' }));
  expect(states()).toEqual(['open', 'lost', 'open']);
});

test('attempts that fail are spaced out, and never given up', () => {
  const { clock, sockets, socket, join } = start();
  join();
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const before = sockets.length;
    socket().breaks();
    clock.advance(BACKOFF_LONGEST_MS);
    expect(sockets.length).toBe(before + 1);
  }
});

test('a server that falls silent is doubted first and then left', () => {
  const { clock, sockets, states, socket, join } = start();
  join();
  clock.advance(SILENT_AFTER_MS);
  expect(states()).toEqual(['open', 'silent']);
  const first = socket();
  clock.advance(LOST_AFTER_MS - SILENT_AFTER_MS);
  expect(states()).toEqual(['open', 'silent', 'lost']);
  expect(first.closed).toBe(true);
  clock.advance(0);
  expect(sockets).toHaveLength(2);
});

test('ticks keep a connection open, and a late one takes the doubt away', () => {
  const { clock, states, socket, join } = start();
  join();
  for (let second = 0; second < 60; second += 2) {
    clock.advance(2_000);
    socket().hears({ type: 'tick', now_ms: second });
  }
  expect(states()).toEqual(['open']);
  clock.advance(SILENT_AFTER_MS);
  socket().hears({ type: 'tick', now_ms: 0 });
  expect(states()).toEqual(['open', 'silent', 'open']);
});

test('a socket that never opens is given up in time', () => {
  const { clock, sockets } = start();
  clock.advance(LOST_AFTER_MS);
  clock.advance(0);
  expect(sockets).toHaveLength(2);
});

test('a replaced page closes and does not come back by itself', () => {
  const { clock, sockets, socket, links, join } = start();
  join();
  socket().hears({ type: 'replaced' });
  expect(last(links)).toEqual({ state: 'closed', closing: { reason: 'replaced' } });
  clock.advance(60_000);
  expect(sockets).toHaveLength(1);
});

test('an ended session closes the connection for good', () => {
  const { clock, sockets, socket, links, join } = start();
  join();
  socket().hears({ type: 'ended' });
  clock.advance(60_000);
  expect(last(links)).toEqual({ state: 'closed', closing: { reason: 'ended' } });
  expect(sockets).toHaveLength(1);
});

test('a refusal of the page is final, one for overload is tried again', () => {
  const refused = start();
  refused.socket().opens();
  refused.socket().hears({ type: 'refused', problem: problem(403) });
  expect(last(refused.links)).toEqual({
    state: 'closed',
    closing: { reason: 'refused', problem: problem(403) },
  });

  const overloaded = start();
  overloaded.socket().opens();
  overloaded.socket().hears({ type: 'refused', problem: problem(503) });
  overloaded.clock.advance(BACKOFF_LONGEST_MS);
  expect(overloaded.sockets).toHaveLength(2);
});

test('a refused request leaves the connection as it is', () => {
  const { socket, states, heard, join } = start();
  join();
  socket().hears({ type: 'refused', request: 4, problem: problem(409) });
  expect(states()).toEqual(['open']);
  expect(last(heard)).toMatchObject({ type: 'refused', request: 4 });
});

test('a session that ended while the page was away is found out', async () => {
  const { clock, sockets, socket, links, join } = start(async () => ({ reason: 'ended' }));
  join();
  socket().breaks();
  clock.advance(0);
  socket().breaks();
  await settle();
  expect(last(links)).toEqual({ state: 'closed', closing: { reason: 'ended' } });
  clock.advance(60_000);
  expect(sockets).toHaveLength(2);
});

test('frames that are not messages are passed over', () => {
  const { socket, heard, states, join } = start();
  join();
  for (const text of ['', '{', '[]', 'null', '{}']) socket().hearsText(text);
  expect(heard).toHaveLength(1);
  expect(states()).toEqual(['open']);
});

test('a device that loses its network is told at once, and returns as soon as it is back', () => {
  const { sockets, signalling, states, socket, clock, join } = start();
  join();
  signalling.handleNetworkGone();
  expect(states()).toEqual(['open', 'lost']);
  clock.advance(0);
  socket().breaks();
  const before = sockets.length;
  signalling.handleNetworkBack();
  expect(sockets.length).toBe(before + 1);
});

test('leaving tells the server and closes', () => {
  const { socket, signalling, links, join } = start();
  join();
  signalling.leave();
  expect(last(socket().sent)).toEqual({ type: 'leave' });
  expect(socket().closed).toBe(true);
  expect(last(links)).toEqual({ state: 'closed', closing: { reason: 'left' } });
});

test('what the server says of the session reaches the listener in order', () => {
  const { socket, heard, join } = start();
  join();
  socket().hears({ type: 'venue', venue: venue(3) });
  socket().hears({ type: 'stage', venue: 3 });
  expect(heard.map((message) => message.type)).toEqual(['welcome', 'venue', 'stage']);
});

test('what a page is told of its media, the run of show and sign-in reaches it, too', () => {
  const { socket, heard, join } = start();
  join();
  const told: ServerMessage[] = [
    { type: 'wanted', source: 'camera', low: true, high: false },
    { type: 'readiness', venues: [] },
    { type: 'loudest', venues: [3] },
    { type: 'agenda', agenda: { items: [] } },
  ];
  for (const message of told) socket().hears(message);
  expect(heard.slice(1)).toEqual(told);
});
