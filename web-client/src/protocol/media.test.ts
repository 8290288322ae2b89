import { expect, test } from 'vitest';
import { FakePeer } from '../testing/fake_peer';
import { last } from '../testing/last';
import { ManualClock, settle } from '../testing/manual_clock';
import { problem } from '../testing/samples';
import type { View } from '../wire/View';
import { BACKOFF_LONGEST_MS } from './backoff';
import { ANSWER_WAIT_MS, MEND_WAIT_MS, Media, type MediaPath, type Offer, RESTART_WAIT_MS } from './media';

const BRANCH_SLOTS: View[] = [{ view: 'stage' }, { view: 'slides' }, { view: 'sound' }];
const CODECS = ['video/VP8', 'video/VP9', 'video/rtx', 'audio/opus', 'audio/PCMU'];

function start(publishes = true) {
  const clock = new ManualClock();
  const peers: FakePeer[] = [];
  const offers: Offer[] = [];
  const paths: MediaPath[] = [];
  const slots: string[] = [];
  const givenUp: string[] = [];
  const signalling = { up: true };
  const media = new Media(
    { publishes, slots: BRANCH_SLOTS },
    {
      clock,
      random: () => 0.5,
      createPeer: () => {
        const peer = new FakePeer();
        peers.push(peer);
        return peer.asConnection;
      },
      codecs: (kind) =>
        CODECS.filter((name) => name.startsWith(kind)).map((mimeType) => ({ mimeType, clockRate: 1 })),
      canOffer: () => signalling.up,
      sendOffer: (offer) => {
        if (!signalling.up) return undefined;
        offers.push(offer);
        return offers.length;
      },
    },
    {
      onPath: (path) => paths.push(path),
      onGivingUp: () => givenUp.push(peers.map((peer) => peer.connectionState).join()),
      onSlotTrack: (position, mid) => slots.push(`${position}=${mid}`),
      onMediaRefused: () => {},
    },
  );
  const peer = () => {
    const newest = peers[peers.length - 1];
    if (newest === undefined) throw new Error('no peer connection was made');
    return newest;
  };
  const connect = async () => {
    media.handleSeat(false);
    await settle();
    media.handleAnswer(offers.length, 'answer');
    await settle();
    peer().reaches('connected');
  };
  return { clock, media, peers, peer, offers, paths, slots, givenUp, signalling, connect };
}

const track = (kind: string, height = 720) =>
  ({ kind, getSettings: () => ({ height }) }) as unknown as MediaStreamTrack;

test('one offer carries camera, microphone and every slot', async () => {
  const { media, offers, slots } = start();
  media.handleSeat(false);
  await settle();
  expect(offers).toHaveLength(1);
  expect(offers[0]).toMatchObject({
    fresh: true,
    publish: [
      { mid: '0', source: 'camera' },
      { mid: '1', source: 'microphone' },
    ],
    receive: [
      { mid: '2', view: { view: 'stage' } },
      { mid: '3', view: { view: 'slides' } },
      { mid: '4', view: { view: 'sound' } },
    ],
  });
  expect(slots).toEqual(['0=2', '1=3', '2=4']);
});

test('the camera is offered in two layers before there is a camera', async () => {
  const { media, peer } = start();
  media.handleSeat(false);
  await settle();
  const camera = peer().transceivers[0];
  expect(camera?.options.direction).toBe('sendonly');
  expect(camera?.options.sendEncodings?.map((encoding) => encoding.rid)).toEqual(['l', 'h']);
});

test('a wall publishes nothing', async () => {
  const { media, offers, peer } = start(false);
  media.handleSeat(false);
  await settle();
  expect(offers[0]?.publish).toEqual([]);
  expect(peer().transceivers.every((line) => line.options.direction === 'recvonly')).toBe(true);
});

test('only the codecs of the hall are offered', async () => {
  const { media, peer } = start();
  media.handleSeat(false);
  await settle();
  const named = peer().transceivers.map((line) => line.preferred.map((codec) => codec.mimeType).join());
  expect(new Set(named)).toEqual(new Set(['video/VP8,video/rtx', 'audio/opus']));
});

test('a camera that comes later is sent without a new offer, its low layer fitted to 180 lines', async () => {
  const { media, offers, peer, connect } = start();
  await connect();
  const webcam = track('video', 480);
  media.setTrack('camera', webcam);
  await settle();
  const sender = peer().transceivers[0]?.sender;
  expect(sender?.track).toBe(webcam);
  expect(sender?.getParameters().encodings[0]?.scaleResolutionDownBy).toBeCloseTo(480 / 180);
  expect(offers).toHaveLength(1);
});

test('layers that nobody wants are not encoded, and the latest word counts', async () => {
  const { media, peer, connect } = start();
  await connect();
  const active = () => {
    const encodings = peer().transceivers[0]?.sender.getParameters().encodings;
    return encodings?.map((encoding) => encoding.active ?? true);
  };
  expect(active()).toEqual([true, true]);
  media.handleWanted('camera', { low: true, high: false });
  media.handleWanted('camera', { low: false, high: false });
  media.handleWanted('camera', { low: false, high: true });
  await settle();
  expect(active()).toEqual([false, true]);
  media.handleMediaGone();
  await settle();
  expect(active()).toEqual([true, true]);
});

test('slides that come later are offered on the same connection, and later slides on the same line', async () => {
  const { media, offers, peers, peer, connect } = start();
  await connect();
  const screen = track('video', 1080);
  media.setTrack('slides', screen);
  await settle();
  expect(offers[1]).toMatchObject({ fresh: false });
  expect(offers[1]?.publish).toContainEqual({ mid: '5', source: 'slides' });
  media.handleAnswer(2, 'answer');
  media.setTrack('slides', null);
  media.setTrack('slides', screen);
  await settle();
  expect(offers).toHaveLength(2);
  expect(peers).toHaveLength(1);
  expect(peer().transceivers[5]?.sender.track).toBe(screen);
});

test('slides that come while an offer is under way are offered after its answer', async () => {
  const { media, offers } = start();
  media.handleSeat(false);
  media.setTrack('slides', track('video'));
  media.setTrack('slides-sound', track('audio'));
  await settle();
  expect(offers).toHaveLength(1);
  media.handleAnswer(1, 'answer');
  await settle();
  expect(offers).toHaveLength(2);
  expect(offers[1]?.publish.map(({ source }) => source)).toEqual([
    'camera',
    'microphone',
    'slides',
    'slides-sound',
  ]);
});

test('slides are shared again by a fresh connection', async () => {
  const { media, offers, connect } = start();
  await connect();
  media.setTrack('slides', track('video'));
  await settle();
  media.handleMediaGone();
  await settle();
  const sources = offers[2]?.publish.map(({ source }) => source);
  expect(offers[2]?.fresh).toBe(true);
  expect(sources).toEqual(['camera', 'microphone', 'slides']);
});

test('a seat found again keeps a media connection that stands', async () => {
  const { media, offers, peers, connect } = start();
  await connect();
  media.handleSeat(true);
  await settle();
  expect(peers).toHaveLength(1);
  expect(offers).toHaveLength(1);
});

test('a seat that was not found again connects media afresh', async () => {
  const { media, offers, peers, connect } = start();
  await connect();
  media.handleSeat(false);
  await settle();
  expect(peers).toHaveLength(2);
  expect(peers[0]?.connectionState).toBe('closed');
  expect(offers[1]?.fresh).toBe(true);
});

test('the page hears that a connection is given up while that still has its pictures', async () => {
  const { media, givenUp, connect } = start();
  await connect();
  expect(givenUp).toEqual([]);
  media.handleMediaGone();
  await settle();
  expect(givenUp).toEqual(['connected']);
});

test('media gone at the server is offered afresh, with the devices of before', async () => {
  const { media, offers, peer, connect } = start();
  await connect();
  const webcam = track('video');
  media.setTrack('camera', webcam);
  media.handleMediaGone();
  await settle();
  expect(offers[1]?.fresh).toBe(true);
  expect(peer().transceivers[0]?.sender.track).toBe(webcam);
});

test('a broken path first restarts ICE, then gives way to a fresh connection', async () => {
  const { clock, media, offers, peers, peer, paths, connect } = start();
  await connect();
  peer().reaches('disconnected');
  expect(last(paths)).toBe('broken');
  clock.advance(MEND_WAIT_MS);
  await settle();
  expect(peer().iceRestarts).toBe(1);
  expect(offers[1]?.fresh).toBe(false);
  media.handleAnswer(2, 'answer');
  await settle();
  clock.advance(RESTART_WAIT_MS);
  await settle();
  expect(peers).toHaveLength(2);
  expect(offers[2]?.fresh).toBe(true);
});

test('a path that mends itself is left alone', async () => {
  const { clock, offers, peer, connect } = start();
  await connect();
  peer().reaches('disconnected');
  peer().reaches('connected');
  clock.advance(60_000);
  await settle();
  expect(offers).toHaveLength(1);
});

test('a path that breaks while signalling is down is mended once the seat is found again', async () => {
  const { clock, media, offers, peer, signalling, connect } = start();
  await connect();
  signalling.up = false;
  peer().reaches('disconnected');
  clock.advance(MEND_WAIT_MS);
  await settle();
  expect(offers).toHaveLength(1);
  signalling.up = true;
  media.handleSeat(true);
  await settle();
  expect(offers[1]?.fresh).toBe(false);
});

test('an answer that does not come is asked for again', async () => {
  const { clock, media, offers } = start();
  media.handleSeat(false);
  await settle();
  clock.advance(ANSWER_WAIT_MS);
  await settle();
  expect(offers).toHaveLength(2);
});

test('an answer to an earlier offer is passed over', async () => {
  const { media, peer } = start();
  media.handleSeat(false);
  await settle();
  media.handleMediaGone();
  await settle();
  media.handleAnswer(1, 'late');
  await settle();
  expect(peer().remoteDescription).toBeNull();
});

test('a refused offer is tried again later, and a command of the same page is not taken for it', async () => {
  const { clock, media, offers } = start();
  media.handleSeat(false);
  await settle();
  expect(media.handleRefused(99, problem(409))).toBe(false);
  expect(media.handleRefused(1, problem(503))).toBe(true);
  clock.advance(BACKOFF_LONGEST_MS);
  await settle();
  expect(offers).toHaveLength(2);
});

test('an answer that the browser does not take is followed by a fresh offer', async () => {
  const { clock, media, offers, peer } = start();
  media.handleSeat(false);
  await settle();
  peer().takesAnswers = false;
  media.handleAnswer(1, 'broken');
  await settle();
  clock.advance(BACKOFF_LONGEST_MS);
  await settle();
  expect(offers).toHaveLength(2);
});

test('a closed connection stays closed', async () => {
  const { clock, media, offers, peer, connect } = start();
  await connect();
  media.close();
  expect(peer().connectionState).toBe('closed');
  clock.advance(60_000);
  await settle();
  expect(offers).toHaveLength(1);
});
