import { expect, test } from 'vitest';
import type { PathTrial } from '../protocol/path_trial';
import { findingsOf, pathVerdict, testCallShape, verdictShape } from './test_call';

const PASSES: PathTrial = { state: 'passes', afterMs: 31 };
const BLOCKED: PathTrial = { state: 'blocked' };
const TRYING: PathTrial = { state: 'trying' };

test('an office without UDP can meet over TCP, and is told so', () => {
  expect(pathVerdict(PASSES, PASSES)).toBe('both');
  expect(pathVerdict(PASSES, BLOCKED)).toBe('udp');
  expect(pathVerdict(BLOCKED, PASSES)).toBe('tcp');
  expect(pathVerdict(BLOCKED, BLOCKED)).toBe('none');
  expect(['both', 'udp', 'tcp', 'none'].map((verdict) => verdictShape(verdict as 'both'))).toEqual([
    'ok',
    'ok',
    'warn',
    'bad',
  ]);
});

test('a test call is kept once both transports are tried', () => {
  const devices = { camera: true, microphone: true, heard: undefined };
  expect(findingsOf(PASSES, TRYING, devices)).toBeUndefined();
  expect(findingsOf(PASSES, { state: 'untried', problem: undefined }, devices)).toBeUndefined();
  expect(findingsOf(PASSES, BLOCKED, devices)).toEqual({ udp_ms: 31, camera: true, microphone: true });
  expect(findingsOf(BLOCKED, PASSES, { ...devices, heard: false })).toEqual({
    tcp_ms: 31,
    camera: true,
    microphone: true,
    loudspeaker: false,
  });
});

test('a kept test call is good with UDP and every device, and bad where one fails', () => {
  const call = { venue: 3, at_ms: 0, udp_ms: 31, camera: true, microphone: true };
  expect(testCallShape(call)).toBe('ok');
  expect(testCallShape({ ...call, loudspeaker: false })).toBe('bad');
  expect(testCallShape({ venue: 3, at_ms: 0, tcp_ms: 80, camera: true, microphone: true })).toBe('warn');
  expect(testCallShape({ venue: 3, at_ms: 0, camera: true, microphone: true })).toBe('bad');
});
