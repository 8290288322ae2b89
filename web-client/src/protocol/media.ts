import type { Problem } from '../wire/Problem';
import type { PublishLine } from '../wire/PublishLine';
import type { ReceiveLine } from '../wire/ReceiveLine';
import type { Source } from '../wire/Source';
import type { View } from '../wire/View';
import { backoffMs } from './backoff';
import type { Cancel, Clock } from './clock';
import { preferCodecs } from './codecs';
import { SendingLine, type WantedLayers } from './sending_line';

/** An answer that has not come after this long was lost. */
export const ANSWER_WAIT_MS = 8_000;
/** A broken path gets this long to mend itself before ICE is restarted. */
export const MEND_WAIT_MS = 1_000;
/** An ICE restart that has not helped after this long gives way to a fresh connection. */
export const RESTART_WAIT_MS = 6_000;

/** Where the media connection stands. */
export type MediaPath = 'idle' | 'connecting' | 'connected' | 'broken';

/** An offer on its way to the server. */
export interface Offer {
  readonly fresh: boolean;
  readonly sdp: string;
  readonly publish: PublishLine[];
  readonly receive: ReceiveLine[];
}

/** What a media connection needs from outside. */
export interface MediaPorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly createPeer: () => RTCPeerConnection;
  /** The codecs this browser can receive, for `kind`. */
  readonly codecs: (kind: 'audio' | 'video') => RTCRtpCodec[];
  /** Whether signalling is up. */
  readonly canOffer: () => boolean;
  /** Sends an offer; the number of the request, or undefined where signalling just went down. */
  readonly sendOffer: (offer: Offer) => number | undefined;
}

/** Who listens. */
export interface MediaListener {
  onPath(path: MediaPath): void;
  /** A connection is about to be closed; its pictures go black with it. */
  onGivingUp(): void;
  /** A slot's track, each time a fresh connection was negotiated. */
  onSlotTrack(slot: number, mid: string, track: MediaStreamTrack): void;
  /** The server will not connect media now; the page tries again by itself. */
  onMediaRefused(problem: Problem): void;
}

/** What a page wants of its media connection; fixed for the life of the page. */
export interface MediaPlan {
  /** Whether it sends a camera and a microphone. */
  readonly publishes: boolean;
  /** Its receive slots; their position is the slot's number. */
  readonly slots: readonly View[];
}

/**
 * The media connection of one page. It offers once, with every slot it will ever need; the server
 * switches what stands behind a slot without a word of SDP. A broken path is mended by an ICE
 * restart, and where that does not help by a fresh connection; the page itself stays as it is.
 */
export class Media {
  private peer: RTCPeerConnection | undefined;
  private readonly tracks = new Map<Source, MediaStreamTrack | null>();
  private readonly sending = new Map<Source, SendingLine>();
  private receivers: RTCRtpTransceiver[] = [];
  /** The request whose answer is awaited. */
  private awaiting: number | undefined;
  /** True from an offer, sent or not, to its answer. */
  private unanswered = false;
  /** True while there is a line that no offer has named yet. */
  private outgrown = false;
  private failures = 0;
  private cancelTimer: Cancel = () => {};

  constructor(
    private readonly plan: MediaPlan,
    private readonly ports: MediaPorts,
    private readonly listener: MediaListener,
  ) {}

  /** The running connection, for statistics. */
  get connection(): RTCPeerConnection | undefined {
    return this.peer;
  }

  /** Connections made so far, and how often the path of one was looked for anew. */
  readonly made = { connections: 0, iceRestarts: 0 };

  /** The `mid` of a slot in the running connection. */
  midOf(slot: number): string | undefined {
    return this.receivers[slot]?.mid ?? undefined;
  }

  /**
   * The page has a seat. `kept` says that the server still has this page's media connection; it
   * is used on if it stands, mended if it is broken.
   */
  handleSeat(kept: boolean): void {
    const state = this.peer?.connectionState;
    if (!kept || this.unanswered || state === undefined || state === 'failed' || state === 'closed') {
      this.attempt(() => this.connectFresh());
    } else if (state === 'disconnected') {
      this.attempt(() => this.restartIce());
    } else if (this.outgrown) {
      this.attempt(() => this.offerMore());
    }
  }

  /** The server has lost this media connection. */
  handleMediaGone(): void {
    this.attempt(() => this.connectFresh());
  }

  /** The device changed networks: look for a new path at once. */
  handleNetworkChange(): void {
    if (this.peer !== undefined && !this.unanswered) this.attempt(() => this.restartIce());
  }

  /** The server's answer to request `request`. */
  handleAnswer(request: number, sdp: string): void {
    const peer = this.peer;
    if (peer === undefined || request !== this.awaiting) return;
    this.awaiting = undefined;
    this.unanswered = false;
    this.cancelTimer();
    this.attempt(async () => {
      await peer.setRemoteDescription({ type: 'answer', sdp });
      if (peer !== this.peer) return;
      if (peer.connectionState === 'connected') this.failures = 0;
      else this.afterWait(RESTART_WAIT_MS, () => this.connectFresh());
      if (this.outgrown) await this.offerMore();
    });
  }

  /** The server refused request `request`. True where it was an offer of this connection. */
  handleRefused(request: number, problem: Problem): boolean {
    if (request !== this.awaiting) return false;
    this.awaiting = undefined;
    this.tryAgainLater();
    this.listener.onMediaRefused(problem);
    return true;
  }

  /** Sends `track` as `source` from now on; null stops sending. */
  setTrack(source: Source, track: MediaStreamTrack | null): void {
    if (this.tracks.get(source) === track) return;
    this.tracks.set(source, track);
    const [peer, line] = [this.peer, this.sending.get(source)];
    if (line !== undefined) {
      this.attempt(() => line.send(track));
    } else if (peer !== undefined && track !== null && this.plan.publishes) {
      this.addLine(peer, source);
      this.outgrown = true;
      if (!this.unanswered) this.attempt(() => this.offerMore());
    }
  }

  /** Encodes only those layers of a source that somebody is to be sent. */
  handleWanted(source: Source, wanted: WantedLayers): void {
    this.sending
      .get(source)
      ?.want(wanted)
      // An encoder that cannot be told runs on, which costs uplink and nothing else.
      .catch(() => {});
  }

  /** Gives the connection up. */
  close(): void {
    this.cancelTimer();
    this.dropPeer();
    this.listener.onPath('idle');
  }

  /** Takes one step; a browser that refuses it gets a fresh connection, later each time. */
  private attempt(step: () => Promise<void>): void {
    const peer = this.peer;
    step().catch(() => {
      // A step of a connection that was given up meanwhile fails rightly, and matters to nobody.
      if (peer === this.peer || peer === undefined) this.tryAgainLater();
    });
  }

  private tryAgainLater(): void {
    this.failures += 1;
    this.afterWait(backoffMs(this.failures, this.ports.random()), () => this.connectFresh());
  }

  private afterWait(waitMs: number, step: () => Promise<void>): void {
    this.cancelTimer();
    this.cancelTimer = this.ports.clock.after(waitMs, () => this.attempt(step));
  }

  private async connectFresh(): Promise<void> {
    this.cancelTimer();
    this.dropPeer();
    // The seat that is found again connects afresh.
    if (!this.ports.canOffer()) return;
    const peer = this.ports.createPeer();
    this.peer = peer;
    this.listener.onPath('connecting');
    peer.onconnectionstatechange = () => {
      if (peer === this.peer) this.handlePeerState(peer.connectionState);
    };
    this.made.connections += 1;
    if (this.plan.publishes) this.addLines(peer);
    this.receivers = this.plan.slots.map((view) => this.addSlot(peer, view));
    await this.offer(peer, true);
    for (const line of this.sending.values()) await line.tellEncoder();
  }

  private async restartIce(): Promise<void> {
    const peer = this.peer;
    // The seat that is found again restarts ICE where it is still needed.
    if (peer === undefined || !this.ports.canOffer()) return;
    this.made.iceRestarts += 1;
    peer.restartIce();
    await this.offer(peer, false);
  }

  /** Offers the same connection again, with a line that came later. */
  private async offerMore(): Promise<void> {
    const peer = this.peer;
    // The seat that is found again offers what is still missing.
    if (peer === undefined || !this.ports.canOffer()) return;
    await this.offer(peer, false);
  }

  private async offer(peer: RTCPeerConnection, fresh: boolean): Promise<void> {
    this.outgrown = false;
    this.unanswered = true;
    await peer.setLocalDescription(await peer.createOffer());
    if (peer !== this.peer) return;
    const publish = [...this.sending.values()].flatMap(({ mid, source }) =>
      mid === undefined ? [] : [{ mid, source }],
    );
    const receive = this.plan.slots.flatMap((view, slot) => {
      const mid = this.midOf(slot);
      return mid === undefined ? [] : [{ mid, view }];
    });
    if (fresh) this.announceSlots();
    const sdp = peer.localDescription?.sdp ?? '';
    this.cancelTimer();
    this.awaiting = this.ports.sendOffer({ fresh, sdp, publish, receive });
    if (this.awaiting !== undefined) this.afterWait(ANSWER_WAIT_MS, () => this.connectFresh());
  }

  private announceSlots(): void {
    this.receivers.forEach((transceiver, slot) => {
      if (transceiver.mid !== null) {
        this.listener.onSlotTrack(slot, transceiver.mid, transceiver.receiver.track);
      }
    });
  }

  /** Camera and microphone always have their lines, others once there is something to send. */
  private addLines(peer: RTCPeerConnection): void {
    this.addLine(peer, 'camera');
    this.addLine(peer, 'microphone');
    for (const [source, track] of this.tracks) {
      if (track !== null && !this.sending.has(source)) this.addLine(peer, source);
    }
  }

  private addLine(peer: RTCPeerConnection, source: Source): void {
    const track = this.tracks.get(source) ?? null;
    this.sending.set(source, new SendingLine(peer, source, track, this.ports.codecs));
  }

  private addSlot(peer: RTCPeerConnection, view: View): RTCRtpTransceiver {
    const kind = view.view === 'sound' ? 'audio' : 'video';
    const transceiver = peer.addTransceiver(kind, { direction: 'recvonly' });
    preferCodecs(transceiver, kind, this.ports.codecs(kind));
    return transceiver;
  }

  private handlePeerState(state: RTCPeerConnectionState): void {
    switch (state) {
      case 'connected':
        if (!this.unanswered) {
          this.failures = 0;
          this.cancelTimer();
        }
        this.listener.onPath('connected');
        return;
      case 'disconnected':
        this.listener.onPath('broken');
        if (!this.unanswered) this.afterWait(MEND_WAIT_MS, () => this.restartIce());
        return;
      case 'failed':
        this.listener.onPath('broken');
        this.tryAgainLater();
        return;
      case 'new':
      case 'connecting':
      case 'closed':
        return;
    }
  }

  private dropPeer(): void {
    const peer = this.peer;
    this.peer = undefined;
    this.awaiting = undefined;
    this.unanswered = false;
    this.outgrown = false;
    this.sending.clear();
    this.receivers = [];
    if (peer === undefined) return;
    this.listener.onGivingUp();
    peer.onconnectionstatechange = null;
    peer.close();
  }
}
