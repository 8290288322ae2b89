import { expect, test } from 'vitest';
import { EMPTY_FLOOR } from '../state/floor';
import { FakePeer } from '../testing/fake_peer';
import { FakeSocket } from '../testing/fake_socket';
import { last } from '../testing/last';
import { ManualClock, settle } from '../testing/manual_clock';
import { problem, welcome } from '../testing/samples';
import type { ServerMessage } from '../wire/ServerMessage';
import { HallClient } from './hall_client';

async function seated() {
  const clock = new ManualClock();
  const sockets: FakeSocket[] = [];
  const heard: ServerMessage[] = [];
  const client = new HallClient(
    { publishes: true, slots: [{ view: 'stage' }] },
    {
      place: 'host',
      clock,
      random: () => 0,
      language: () => 'zh-CN',
      whyRefused: async () => undefined,
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      createPeer: () => new FakePeer().asConnection,
      codecs: () => [],
    },
    {
      onLink: () => {},
      onPath: () => {},
      onGivingUp: () => {},
      onSlotTrack: () => {},
      onMediaRefused: () => {},
      onMessage: (message) => heard.push(message),
    },
  );
  client.start();
  const socket = () => {
    const newest = sockets[sockets.length - 1];
    if (newest === undefined) throw new Error('no socket was opened');
    return newest;
  };
  socket().opens();
  socket().hears(welcome());
  await settle();
  return { client, clock, socket, heard };
}

test('a seat is followed by an offer', async () => {
  const { socket } = await seated();
  expect(socket().sent.map((message) => message.type)).toEqual(['hello', 'offer']);
});

test('a command is answered by its own number', async () => {
  const { client, socket } = await seated();
  const outcome = client.putOnStage(3);
  const sent = last(socket().sent);
  if (sent?.type !== 'put-on-stage') throw new Error('no command was sent');
  socket().hears({ type: 'done', request: sent.request + 1 });
  socket().hears({ type: 'done', request: sent.request });
  expect(await outcome).toEqual({ outcome: 'done' });
});

test('a command for the floor is answered by its own number, and the floor is passed on', async () => {
  const { client, socket, heard } = await seated();
  const outcome = client.floor({ command: 'grant', question: 4 });
  const sent = last(socket().sent);
  if (sent?.type !== 'floor') throw new Error('no command was sent');
  expect(sent.command).toEqual({ command: 'grant', question: 4 });
  socket().hears({ type: 'floor', floor: { ...EMPTY_FLOOR, chair: 0 } });
  socket().hears({ type: 'done', request: sent.request });
  expect(await outcome).toEqual({ outcome: 'done' });
  expect(last(heard)).toEqual({ type: 'floor', floor: { ...EMPTY_FLOOR, chair: 0 } });
});

test('a refused command carries the problem', async () => {
  const { client, socket } = await seated();
  const outcome = client.putOnStage(3);
  const sent = last(socket().sent);
  if (sent?.type !== 'put-on-stage') throw new Error('no command was sent');
  socket().hears({ type: 'refused', request: sent.request, problem: problem(409) });
  expect(await outcome).toEqual({ outcome: 'refused', problem: problem(409) });
});

test('a command that is not answered, or whose connection drops, is told to be lost', async () => {
  const { client, clock, socket } = await seated();
  const unanswered = client.putOnStage(3);
  socket().hears({ type: 'tick', now_ms: 0 });
  clock.advance(5_000);
  expect(await unanswered).toEqual({ outcome: 'lost' });
  const other = await seated();
  const dropped = other.client.putOnStage(3);
  other.socket().breaks();
  expect(await dropped).toEqual({ outcome: 'lost' });
  expect(await other.client.putOnStage(3)).toEqual({ outcome: 'lost' });
});

test('devices are told once for each change, and again after a drop', async () => {
  const { client, clock, socket } = await seated();
  client.setDevices({ camera: 'on', microphone: 'on' });
  client.setDevices({ camera: 'on', microphone: 'on' });
  expect(socket().sent.filter((message) => message.type === 'devices')).toHaveLength(1);
  socket().breaks();
  clock.advance(0);
  socket().opens();
  socket().hears(welcome({ resumed: true }));
  expect(socket().sent[1]).toEqual({ type: 'devices', devices: { camera: 'on', microphone: 'on' } });
});

test('answers and replies are not passed on to the page', async () => {
  const { socket, heard } = await seated();
  socket().hears({ type: 'answer', request: 1, sdp: 'answer' });
  socket().hears({ type: 'done', request: 77 });
  socket().hears({ type: 'stage', venue: 1 });
  expect(heard.map((message) => message.type)).toEqual(['welcome', 'stage']);
});

test('a message that is not of this version is passed over', async () => {
  const { socket, heard } = await seated();
  socket().hearsText('{"type":"not-of-this-version"}');
  socket().hears({ type: 'stage', venue: 1 });
  expect(heard.map((message) => message.type)).toEqual(['welcome', 'stage']);
});
