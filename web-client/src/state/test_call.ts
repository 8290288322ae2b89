import type { PathTrial } from '../protocol/path_trial';
import type { TestCall } from '../wire/TestCall';
import type { TestCallFindings } from '../wire/TestCallFindings';
import type { Shape } from './roster';

/** What the two trials of the path say together. */
export type PathVerdict = 'trying' | 'both' | 'udp' | 'tcp' | 'none' | 'untried';

/** What trying UDP and TCP came to. */
export function pathVerdict(udp: PathTrial, tcp: PathTrial): PathVerdict {
  if (udp.state === 'trying' || tcp.state === 'trying') return 'trying';
  if (udp.state === 'untried' || tcp.state === 'untried') return 'untried';
  if (udp.state === 'passes') return tcp.state === 'passes' ? 'both' : 'udp';
  return tcp.state === 'passes' ? 'tcp' : 'none';
}

/** Meetings run over UDP; TCP is there where UDP does not pass. */
export function verdictShape(verdict: PathVerdict): Shape {
  switch (verdict) {
    case 'both':
    case 'udp':
      return 'ok';
    case 'trying':
    case 'tcp':
    case 'untried':
      return 'warn';
    case 'none':
      return 'bad';
  }
}

/** What is kept of a test call; undefined while the path is not tried to its end. */
export function findingsOf(
  udp: PathTrial,
  tcp: PathTrial,
  devices: { readonly camera: boolean; readonly microphone: boolean; readonly heard: boolean | undefined },
): TestCallFindings | undefined {
  const verdict = pathVerdict(udp, tcp);
  if (verdict === 'trying' || verdict === 'untried') return undefined;
  return {
    ...(udp.state === 'passes' ? { udp_ms: udp.afterMs } : {}),
    ...(tcp.state === 'passes' ? { tcp_ms: tcp.afterMs } : {}),
    camera: devices.camera,
    microphone: devices.microphone,
    ...(devices.heard === undefined ? {} : { loudspeaker: devices.heard }),
  };
}

/** How a kept test call looks at a glance. */
export function testCallShape(call: TestCall): Shape {
  if (call.udp_ms === undefined && call.tcp_ms === undefined) return 'bad';
  if (!call.camera || !call.microphone || call.loudspeaker === false) return 'bad';
  return call.udp_ms === undefined ? 'warn' : 'ok';
}
