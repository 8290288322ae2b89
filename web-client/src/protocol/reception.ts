import { REPORT_SECONDS } from '../wire/constants';
import type { ReceptionReport } from '../wire/ReceptionReport';
import type { SlotReception } from '../wire/SlotReception';
import type { Transport } from '../wire/Transport';
import type { Cancel, Clock } from './clock';
import { type Entry, entriesOf, number, text } from './statistics';

/** The first report of a connection comes sooner: somebody may wait to see that it works. */
export const FIRST_REPORT_MS = 3_000;

/** A browser's counters at one moment. */
interface Counted {
  readonly atMs: number;
  readonly slots: ReadonlyMap<string, SlotCounters>;
  readonly transport: Transport | undefined;
  readonly captured: { readonly energy: number; readonly seconds: number } | undefined;
}

interface SlotCounters {
  readonly bytes: number;
  readonly frames: number;
  readonly freezes: number;
  readonly frozenS: number;
  readonly samples: number;
  readonly concealed: number;
}

/** Reports every few seconds what a connection received, from the browser's own counters (webrtc-stats). */
export class Reception {
  private cancel: Cancel = () => {};
  private before: Counted | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly connection: () => RTCPeerConnection | undefined,
    private readonly send: (report: ReceptionReport) => void,
  ) {}

  /** A connection has come up; reports begin, unless they go on. */
  start(): void {
    if (this.before !== undefined) return;
    this.before = {
      atMs: this.clock.monotonicMs(),
      slots: new Map(),
      transport: undefined,
      captured: undefined,
    };
    this.cancel = this.clock.after(FIRST_REPORT_MS, () => this.report());
  }

  /** The connection is given up. */
  stop(): void {
    this.cancel();
    this.before = undefined;
  }

  private async report(): Promise<void> {
    const connection = this.connection();
    const before = this.before;
    if (connection === undefined || before === undefined) return;
    this.cancel = this.clock.after(REPORT_SECONDS * 1000, () => this.report());
    // A connection closed meanwhile has no counters, and nobody waits for them.
    const counted = await count(connection, this.clock.monotonicMs()).catch(() => undefined);
    if (counted === undefined || this.before !== before) return;
    this.before = counted;
    this.send(difference(before, counted));
  }
}

async function count(connection: RTCPeerConnection, atMs: number): Promise<Counted> {
  const entries = entriesOf(await connection.getStats());
  const mids = new Map(connection.getTransceivers().map((line) => [line.receiver.track.id, line.mid]));
  const slots = new Map<string, SlotCounters>();
  let captured: Counted['captured'];
  for (const entry of entries) {
    if (entry.type === 'inbound-rtp') {
      const mid = text(entry.mid) || mids.get(text(entry.trackIdentifier));
      if (mid) slots.set(mid, slotCounters(entry));
    } else if (entry.type === 'media-source' && entry.kind === 'audio' && 'totalAudioEnergy' in entry) {
      captured ??= { energy: number(entry.totalAudioEnergy), seconds: number(entry.totalSamplesDuration) };
    }
  }
  return { atMs, slots, transport: transportOf(entries), captured };
}

function slotCounters(entry: Entry): SlotCounters {
  return {
    bytes: number(entry.bytesReceived),
    frames: number(entry.framesDecoded),
    freezes: number(entry.freezeCount),
    frozenS: number(entry.totalFreezesDuration),
    samples: number(entry.totalSamplesReceived),
    // What is made up while nobody speaks is no loss.
    concealed: number(entry.concealedSamples) - number(entry.silentConcealedSamples),
  };
}

/** What carries the pair in use; Firefox marks the pair itself. */
function transportOf(entries: readonly Entry[]): Transport | undefined {
  const chosen = entries.find((entry) => entry.type === 'transport')?.selectedCandidatePairId;
  const pair = entries.find(
    (entry) => entry.type === 'candidate-pair' && (entry.id === chosen || entry.selected === true),
  );
  const local = entries.find(
    (entry) => entry.type === 'local-candidate' && entry.id === pair?.localCandidateId,
  );
  if (local === undefined) return undefined;
  return text(local.protocol).toLowerCase() === 'tcp' ? 'tcp' : 'udp';
}

function difference(before: Counted, now: Counted): ReceptionReport {
  const slots: SlotReception[] = [];
  for (const [mid, counters] of now.slots) {
    const reception = slotDifference(mid, before.slots.get(mid), counters);
    if (reception.received_bytes > 0 || reception.frozen_ms) slots.push(reception);
  }
  const microphone_permille = loudness(before.captured, now.captured);
  return {
    over_ms: Math.round(now.atMs - before.atMs),
    ...(now.transport === undefined ? {} : { transport: now.transport }),
    ...(microphone_permille === undefined ? {} : { microphone_permille }),
    slots,
  };
}

function slotDifference(mid: string, before: SlotCounters | undefined, now: SlotCounters): SlotReception {
  const risen = (of: (counters: SlotCounters) => number) =>
    Math.max(0, of(now) - (before === undefined ? 0 : of(before)));
  const samples = risen((counters) => counters.samples);
  const concealed = risen((counters) => counters.concealed);
  return {
    mid,
    received_bytes: risen((counters) => counters.bytes),
    frames_decoded: risen((counters) => counters.frames),
    freezes: risen((counters) => counters.freezes),
    frozen_ms: Math.round(risen((counters) => counters.frozenS) * 1000),
    concealed_permille: samples === 0 ? 0 : Math.min(1000, Math.round((concealed / samples) * 1000)),
  };
}

/** Root mean square of what was captured in between, in thousandths of full scale. */
function loudness(before: Counted['captured'], now: Counted['captured']): number | undefined {
  if (now === undefined) return undefined;
  const seconds = now.seconds - (before?.seconds ?? 0);
  const energy = now.energy - (before?.energy ?? 0);
  // Another microphone counts from nothing.
  if (seconds <= 0 || energy < 0) return undefined;
  return Math.min(1000, Math.round(Math.sqrt(energy / seconds) * 1000));
}
