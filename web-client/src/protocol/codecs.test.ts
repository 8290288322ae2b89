import { expect, test } from 'vitest';
import { preferredAudioCodecs, preferredVideoCodecs } from './codecs';

const h264 = (profile: string, mode: number) => ({
  mimeType: 'video/H264',
  sdpFmtpLine: `level-asymmetry-allowed=1;packetization-mode=${mode};profile-level-id=${profile}`,
});

test('VP8 comes first, then baseline H.264, then retransmission; the rest is left out', () => {
  const available = [
    { mimeType: 'video/AV1' },
    { mimeType: 'video/rtx' },
    h264('64001f', 1),
    h264('42e01f', 0),
    h264('42e01f', 1),
    { mimeType: 'video/VP9' },
    { mimeType: 'video/VP8' },
    { mimeType: 'video/red' },
  ];
  expect(preferredVideoCodecs(available)).toEqual([
    { mimeType: 'video/VP8' },
    h264('42e01f', 1),
    { mimeType: 'video/rtx' },
  ]);
});

test('sound is Opus', () => {
  expect(preferredAudioCodecs([{ mimeType: 'audio/PCMU' }, { mimeType: 'audio/opus' }])).toEqual([
    { mimeType: 'audio/opus' },
  ]);
});
