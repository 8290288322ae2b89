import { expect, test } from 'vitest';
import { ManualClock, settle } from '../testing/manual_clock';
import { REPORT_SECONDS } from '../wire/constants';
import type { ReceptionReport } from '../wire/ReceptionReport';
import { FIRST_REPORT_MS, Reception } from './reception';

type Entry = Record<string, unknown>;

function start() {
  const clock = new ManualClock();
  const counters: { entries: Entry[] } = { entries: [] };
  const connection = {
    getStats: async () => counters.entries,
    getTransceivers: () => [{ mid: '4', receiver: { track: { id: 'sound-track' } } }],
  } as unknown as RTCPeerConnection;
  const reports: ReceptionReport[] = [];
  const reception = new Reception(
    clock,
    () => connection,
    (report) => reports.push(report),
  );
  const next = async (afterMs: number) => {
    clock.advance(afterMs);
    await settle();
  };
  return { reception, counters, reports, next };
}

const picture = (frames: number, bytes: number, frozenS = 0): Entry => ({
  type: 'inbound-rtp',
  mid: '2',
  kind: 'video',
  framesDecoded: frames,
  bytesReceived: bytes,
  freezeCount: frozenS > 0 ? 1 : 0,
  totalFreezesDuration: frozenS,
});

const EVERY_MS = REPORT_SECONDS * 1000;

test('the first report comes soon, and each tells of the time since the one before', async () => {
  const { reception, counters, reports, next } = start();
  reception.start();
  counters.entries = [picture(70, 9_000)];
  await next(FIRST_REPORT_MS);
  counters.entries = [picture(310, 40_000, 0.64)];
  await next(EVERY_MS);
  expect(reports.map((report) => report.over_ms)).toEqual([FIRST_REPORT_MS, EVERY_MS]);
  expect(reports[1]?.slots).toEqual([
    {
      mid: '2',
      received_bytes: 31_000,
      frames_decoded: 240,
      freezes: 1,
      frozen_ms: 640,
      concealed_permille: 0,
    },
  ]);
});

test('sound made up in silence is no loss, and its slot is found by its track where it has no mid', async () => {
  const { reception, counters, reports, next } = start();
  reception.start();
  counters.entries = [
    {
      type: 'inbound-rtp',
      trackIdentifier: 'sound-track',
      kind: 'audio',
      bytesReceived: 5_000,
      totalSamplesReceived: 100_000,
      concealedSamples: 52_000,
      silentConcealedSamples: 50_000,
    },
  ];
  await next(FIRST_REPORT_MS);
  expect(reports[0]?.slots).toMatchObject([{ mid: '4', concealed_permille: 20 }]);
});

test('the loudness of the microphone and the transport in use are told', async () => {
  const { reception, counters, reports, next } = start();
  reception.start();
  counters.entries = [
    { type: 'media-source', kind: 'audio', totalAudioEnergy: 0.03, totalSamplesDuration: 3 },
    { type: 'transport', id: 'T', selectedCandidatePairId: 'P' },
    { type: 'candidate-pair', id: 'P', localCandidateId: 'L' },
    { type: 'local-candidate', id: 'L', protocol: 'tcp' },
  ];
  await next(FIRST_REPORT_MS);
  expect(reports[0]).toMatchObject({ microphone_permille: 100, transport: 'tcp', slots: [] });
});

test('a connection that is given up reports no more', async () => {
  const { reception, reports, next } = start();
  reception.start();
  reception.stop();
  await next(EVERY_MS * 3);
  expect(reports).toEqual([]);
});
