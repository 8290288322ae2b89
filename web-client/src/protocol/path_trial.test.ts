import { expect, test } from 'vitest';
import { FakePeer } from '../testing/fake_peer';
import { ManualClock, settle } from '../testing/manual_clock';
import { TRIAL_MS, tryPath, withCandidatesOf } from './path_trial';

const UDP = 'a=candidate:1 1 udp 2130706431 192.0.2.1 3478 typ host\r\n';
const TCP = 'a=candidate:2 1 tcp 1671430143 192.0.2.1 443 typ host tcptype passive\r\n';
const ANSWER = `v=0\r\n${UDP}${TCP}a=end-of-candidates\r\n`;

function trial(over: 'udp' | 'tcp', sdp = ANSWER) {
  const peer = new FakePeer();
  const clock = new ManualClock();
  const outcome = tryPath(over, {
    clock,
    createPeer: () => peer.asConnection,
    answer: async () => ({ ok: true, body: { sdp, kept_ms: 15_000 } }),
  });
  return { peer, clock, outcome };
}

test('only the candidates of one transport are left in an answer', () => {
  expect(withCandidatesOf(ANSWER, 'udp')).toBe(`v=0\r\n${UDP}a=end-of-candidates\r\n`);
  expect(withCandidatesOf(ANSWER, 'tcp')).toBe(`v=0\r\n${TCP}a=end-of-candidates\r\n`);
});

test('a connection that comes up passes, with the time it took', async () => {
  const { peer, clock, outcome } = trial('udp');
  await settle();
  expect(peer.remoteDescription?.sdp).not.toContain('tcp');
  clock.advance(40);
  peer.reaches('connecting');
  peer.reaches('connected');
  expect(await outcome).toEqual({ state: 'passes', afterMs: 40 });
  expect(peer.connectionState).toBe('closed');
});

test('one that fails, or is not up in time, is blocked', async () => {
  const failed = trial('tcp');
  await settle();
  failed.peer.reaches('failed');
  expect(await failed.outcome).toEqual({ state: 'blocked' });
  const late = trial('tcp');
  await settle();
  late.clock.advance(TRIAL_MS);
  expect(await late.outcome).toEqual({ state: 'blocked' });
});

test('a transport that the server does not have is blocked without being waited for', async () => {
  const { outcome } = trial('tcp', `v=0\r\n${UDP}`);
  expect(await outcome).toEqual({ state: 'blocked' });
});

test('a server that does not answer leaves it untried', async () => {
  const outcome = await tryPath('udp', {
    clock: new ManualClock(),
    createPeer: () => new FakePeer().asConnection,
    answer: async () => ({ ok: false, problem: undefined }),
  });
  expect(outcome).toEqual({ state: 'untried', problem: undefined });
});
