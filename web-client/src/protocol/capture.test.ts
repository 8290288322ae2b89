import { expect, test } from 'vitest';
import { settle } from '../testing/manual_clock';
import { Capture, type Captured, type CaptureKind, devicesState, type MediaDevicesPort } from './capture';

class FakeTrack {
  enabled = true;
  stopped = false;
  onended: (() => void) | null = null;

  constructor(readonly kind: string) {}

  stop(): void {
    this.stopped = true;
  }
}

/** Devices of a computer; what is missing or refused is named by the browser's error. */
class FakeDevices {
  readonly asked: MediaStreamConstraints[] = [];
  readonly tracks: FakeTrack[] = [];
  readonly errors: Partial<Record<CaptureKind, string>> = {};
  private listener: (() => void) | undefined;

  async getUserMedia(wanted: MediaStreamConstraints) {
    this.asked.push(wanted);
    const error = (wanted.video && this.errors.camera) || (wanted.audio && this.errors.microphone);
    if (error) throw Object.assign(new Error(error), { name: error });
    const tracks = [
      ...(wanted.video ? [new FakeTrack('video')] : []),
      ...(wanted.audio ? [new FakeTrack('audio')] : []),
    ];
    this.tracks.push(...tracks);
    return { getTracks: () => tracks };
  }

  async enumerateDevices() {
    return [{ kind: 'videoinput', deviceId: 'a', label: 'Camera A' }];
  }

  addEventListener(_: string, listener: () => void): void {
    this.listener = listener;
  }

  removeEventListener(): void {
    this.listener = undefined;
  }

  change(): void {
    this.listener?.();
  }
}

function open(devices: FakeDevices | undefined) {
  const now: Partial<Record<CaptureKind, Captured>> = {};
  const remembered: Partial<Record<CaptureKind, string>> = {};
  const capture = new Capture(
    devices as unknown as MediaDevicesPort | undefined,
    {
      read: (kind) => remembered[kind],
      write: (kind, id) => {
        remembered[kind] = id;
      },
    },
    {
      onCaptured: (kind, captured) => {
        now[kind] = captured;
      },
      onChoices: () => {},
    },
  );
  const wire = () => {
    if (now.camera === undefined || now.microphone === undefined) throw new Error('nothing was told');
    return devicesState(now.camera, now.microphone);
  };
  return { capture, now, remembered, wire };
}

test('both devices are opened with one question', async () => {
  const devices = new FakeDevices();
  const { capture, wire } = open(devices);
  await capture.start();
  expect(devices.asked).toHaveLength(1);
  expect(wire()).toEqual({ camera: 'on', microphone: 'on' });
});

test('a missing camera does not cost the microphone', async () => {
  const devices = new FakeDevices();
  devices.errors.camera = 'NotFoundError';
  const { capture, now, wire } = open(devices);
  await capture.start();
  expect(wire()).toEqual({ camera: 'missing', microphone: 'on' });
  expect(now.camera?.trouble).toBe('absent');
});

test.each([
  ['NotAllowedError', 'denied', 'denied'],
  ['NotReadableError', 'busy', 'missing'],
  ['OverconstrainedError', 'absent', 'missing'],
])('%s is told as %s', async (name, trouble, state) => {
  const devices = new FakeDevices();
  devices.errors.camera = name;
  const { capture, now, wire } = open(devices);
  await capture.start();
  expect(now.camera?.trouble).toBe(trouble);
  expect(wire().camera).toBe(state);
});

test('an address without HTTPS says so', async () => {
  const { capture, now, wire } = open(undefined);
  await capture.start();
  expect(now.camera?.trouble).toBe('insecure');
  expect(wire()).toEqual({ camera: 'denied', microphone: 'denied' });
});

test('a camera that is plugged in is taken up by itself', async () => {
  const devices = new FakeDevices();
  devices.errors.camera = 'NotFoundError';
  const { capture, wire } = open(devices);
  await capture.start();
  delete devices.errors.camera;
  devices.change();
  await settle();
  expect(wire().camera).toBe('on');
});

test('a camera that is pulled out is missing', async () => {
  const devices = new FakeDevices();
  const { capture, wire } = open(devices);
  await capture.start();
  devices.tracks.find((track) => track.kind === 'video')?.onended?.();
  expect(wire().camera).toBe('missing');
});

test('a chosen camera replaces the one before, is remembered, and stays switched off if it was', async () => {
  const devices = new FakeDevices();
  const { capture, remembered, wire } = open(devices);
  await capture.start();
  capture.setEnabled('camera', false);
  await capture.open('camera', 'b');
  const [first, second] = devices.tracks.filter((track) => track.kind === 'video');
  expect(first?.stopped).toBe(true);
  expect(second?.enabled).toBe(false);
  expect(remembered.camera).toBe('b');
  expect(wire().camera).toBe('off');
});

test('a device that arrives after the page was left is let go', async () => {
  const devices = new FakeDevices();
  const { capture } = open(devices);
  const started = capture.start();
  capture.stop();
  await started;
  expect(devices.tracks.every((track) => track.stopped)).toBe(true);
});
