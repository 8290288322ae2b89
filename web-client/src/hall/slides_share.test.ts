import { expect, test } from 'vitest';
import { settle } from '../testing/manual_clock';
import { SlidesShare } from './slides_share';

function fakeTrack(kind: string) {
  return { kind, readyState: 'live', contentHint: '', onended: null as (() => void) | null, stopped: false };
}

function start({ allowed = true, granted = true, holds = false } = {}) {
  const picture = { ...fakeTrack('video'), stop: () => (picture.stopped = true) };
  const sound = { ...fakeTrack('audio'), stop: () => (sound.stopped = true) };
  const sent: (string | undefined)[][] = [];
  const asked: string[] = [];
  const share = new SlidesShare({
    devices: {
      getDisplayMedia: async () => {
        asked.push('screen');
        if (!allowed) throw new DOMException('no', 'NotAllowedError');
        return { getTracks: () => [picture, sound] } as unknown as MediaStream;
      },
    },
    holds: () => holds,
    take: async () => {
      asked.push('take');
      return granted;
    },
    release: async () => {
      asked.push('release');
    },
    send: (video, audio) => sent.push([video?.kind, audio?.kind]),
  });
  return { share, picture, sound, sent, asked };
}

test('a screen is chosen, the slides are taken, and picture and sound are sent', async () => {
  const { share, picture, sent, asked } = start();
  await share.start('text');
  expect(asked).toEqual(['screen', 'take']);
  expect(share.sharing.value).toBe('sharing');
  expect(picture.contentHint).toBe('detail');
  expect(sent).toEqual([['video', 'audio']]);
});

test('a film is to move', async () => {
  const { share, picture } = start();
  await share.start('film');
  expect(picture.contentHint).toBe('motion');
});

test('slides that are not to be had are not sent, and the screen is let go', async () => {
  const { share, picture, sound, sent } = start({ granted: false });
  await share.start('text');
  expect(share.sharing.value).toBe('idle');
  expect([picture.stopped, sound.stopped]).toEqual([true, true]);
  expect(sent).toEqual([]);
});

test('whoever was given the slides does not take them again', async () => {
  const { share, asked } = start({ holds: true });
  await share.start('text');
  expect(asked).toEqual(['screen']);
  expect(share.sharing.value).toBe('sharing');
});

test('people who change their mind take nothing', async () => {
  const { share, asked } = start({ allowed: false });
  await share.start('text');
  expect(asked).toEqual(['screen']);
  expect(share.sharing.value).toBe('idle');
});

test('the end of the capture, or of sharing, gives the slides back', async () => {
  for (const end of ['browser', 'page']) {
    const { share, picture, sent, asked } = start();
    await share.start('text');
    if (end === 'browser') picture.onended?.();
    else share.stop();
    await settle();
    expect(asked).toEqual(['screen', 'take', 'release']);
    expect(picture.stopped).toBe(true);
    expect(sent[1]).toEqual([undefined, undefined]);
  }
});

test('slides that somebody else was given are not sent any more', async () => {
  const { share, picture, sent, asked } = start();
  await share.start('text');
  share.handleHolder(true);
  expect(share.sharing.value).toBe('sharing');
  share.handleHolder(false);
  expect(picture.stopped).toBe(true);
  expect(asked).not.toContain('release');
  expect(sent[1]).toEqual([undefined, undefined]);
});
