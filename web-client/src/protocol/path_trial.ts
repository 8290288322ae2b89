import type { ProbeAnswer } from '../wire/ProbeAnswer';
import type { Problem } from '../wire/Problem';
import type { Transport } from '../wire/Transport';
import type { Clock } from './clock';
import type { Reply } from './rest';

/** A connection that is not up after this long does not come up, milliseconds. */
export const TRIAL_MS = 8_000;

/** Whether media pass over one transport alone. */
export type PathTrial =
  | { readonly state: 'trying' }
  | { readonly state: 'passes'; readonly afterMs: number }
  | { readonly state: 'blocked' }
  /** It could not be tried: the server did not answer, or said why not. */
  | { readonly state: 'untried'; readonly problem: Problem | undefined };

/** What a trial takes from outside. */
export interface TrialPorts {
  readonly clock: Clock;
  readonly createPeer: () => RTCPeerConnection;
  /** The server's answer to an offer of a connection that is only to be tried. */
  readonly answer: (sdp: string) => Promise<Reply<ProbeAnswer>>;
}

/**
 * Tries a short connection to the media server over one transport, by leaving only its candidates
 * in the answer (RFC 8445 §5.3, RFC 6544 §4.5).
 */
export async function tryPath(over: Transport, ports: TrialPorts): Promise<PathTrial> {
  const peer = ports.createPeer();
  try {
    peer.addTransceiver('audio', { direction: 'recvonly' });
    await peer.setLocalDescription(await peer.createOffer());
    const reply = await ports.answer(peer.localDescription?.sdp ?? '');
    if (!reply.ok) return { state: 'untried', problem: reply.problem };
    const sdp = withCandidatesOf(reply.body.sdp, over);
    if (!sdp.includes('a=candidate:')) return { state: 'blocked' };
    const startedMs = ports.clock.monotonicMs();
    const up = comesUp(peer, ports.clock);
    await peer.setRemoteDescription({ type: 'answer', sdp });
    if (!(await up)) return { state: 'blocked' };
    return { state: 'passes', afterMs: Math.round(ports.clock.monotonicMs() - startedMs) };
  } catch {
    // A browser that refuses the server's answer carries no media either.
    return { state: 'blocked' };
  } finally {
    peer.onconnectionstatechange = null;
    peer.close();
  }
}

/** A description with the candidates of one transport only. */
export function withCandidatesOf(sdp: string, over: Transport): string {
  return sdp
    .split(/(?<=\n)/)
    .filter((line) => !line.startsWith('a=candidate:') || line.split(' ')[2]?.toLowerCase() === over)
    .join('');
}

/** Whether a connection comes up before its time is over. */
function comesUp(peer: RTCPeerConnection, clock: Clock): Promise<boolean> {
  return new Promise((decided) => {
    const cancel = clock.after(TRIAL_MS, () => decided(false));
    peer.onconnectionstatechange = () => {
      if (peer.connectionState !== 'connected' && peer.connectionState !== 'failed') return;
      cancel();
      decided(peer.connectionState === 'connected');
    };
  });
}
