/** What one receive slot has received, from the browser's own counters (webrtc-stats). */
export interface SlotStatistics {
  readonly kind: string;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Video: frames decoded since the connection was made. */
  readonly framesDecoded: number;
  /** Video: frames that came with all they need. */
  readonly framesReceived: number;
  /** Video: frames that were thrown away undecoded or unshown. */
  readonly framesDropped: number;
  readonly freezeCount: number;
  /** Video: width of the last frame, pixels. */
  readonly width: number;
  /** Video: height of the last frame, pixels. */
  readonly height: number;
  /** Sound: energy since the connection was made (webrtc-stats `totalAudioEnergy`). */
  readonly audioEnergy: number;
}

/** What one sent layer has sent. */
export interface SentStatistics {
  readonly kind: string;
  /** The layer's RID; empty for sound. */
  readonly rid: string;
  readonly packetsSent: number;
  readonly framesEncoded: number;
  /** False while nobody wants it encoded. */
  readonly active: boolean;
  readonly width: number;
  readonly height: number;
}

/** One entry of a browser's statistics. */
export type Entry = Record<string, unknown>;

/** A counter, or 0 where the browser does not count. */
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
/** A text, or nothing. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads the counters of one receiver. */
export async function slotStatistics(receiver: RTCRtpReceiver): Promise<SlotStatistics | undefined> {
  const inbound = entriesOf(await receiver.getStats()).find((entry) => entry.type === 'inbound-rtp');
  if (inbound === undefined) return undefined;
  return {
    kind: text(inbound.kind),
    packetsReceived: number(inbound.packetsReceived),
    packetsLost: number(inbound.packetsLost),
    framesDecoded: number(inbound.framesDecoded),
    framesReceived: number(inbound.framesReceived),
    framesDropped: number(inbound.framesDropped),
    freezeCount: number(inbound.freezeCount),
    width: number(inbound.frameWidth),
    height: number(inbound.frameHeight),
    audioEnergy: number(inbound.totalAudioEnergy),
  };
}

/** Reads the counters of everything a connection sends. */
export async function sentStatistics(connection: RTCPeerConnection): Promise<SentStatistics[]> {
  return entriesOf(await connection.getStats())
    .filter((entry) => entry.type === 'outbound-rtp')
    .map((entry) => ({
      kind: text(entry.kind),
      rid: text(entry.rid),
      packetsSent: number(entry.packetsSent),
      framesEncoded: number(entry.framesEncoded),
      active: entry.active !== false,
      width: number(entry.frameWidth),
      height: number(entry.frameHeight),
    }));
}

/** The entries of a browser's statistics. */
export function entriesOf(report: RTCStatsReport): Entry[] {
  const found: Entry[] = [];
  report.forEach((entry: Entry) => {
    found.push(entry);
  });
  return found;
}
