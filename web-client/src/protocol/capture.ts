import type { DeviceState } from '../wire/DeviceState';
import type { Devices } from '../wire/Devices';

/** What a venue captures. */
export type CaptureKind = 'camera' | 'microphone';

/** Why a device does not run; finer than the wire, since the page says what to do about it. */
export type CaptureTrouble = 'denied' | 'absent' | 'busy' | 'insecure';

/** One capture device as the page shows it. */
export interface Captured {
  /** The running track. */
  readonly track: MediaStreamTrack | undefined;
  /** False while the people in the venue have switched it off. */
  readonly enabled: boolean;
  /** True while the browser asks for permission or starts the device. */
  readonly opening: boolean;
  readonly trouble: CaptureTrouble | undefined;
}

/** A device that can be chosen. */
export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

/** Every device that can be chosen. */
export interface DeviceChoices {
  readonly camera: readonly DeviceChoice[];
  readonly microphone: readonly DeviceChoice[];
  readonly loudspeaker: readonly DeviceChoice[];
}

/** The part of `navigator.mediaDevices` that capture uses. */
export type MediaDevicesPort = Pick<
  MediaDevices,
  'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

/** Remembers the chosen devices on this computer. */
export interface DeviceMemory {
  read(kind: CaptureKind): string | undefined;
  write(kind: CaptureKind, id: string): void;
}

/** Who listens. */
export interface CaptureListener {
  /** A device started, stopped, or was switched. */
  onCaptured(kind: CaptureKind, captured: Captured): void;
  onChoices(choices: DeviceChoices): void;
}

const IDLE: Captured = { track: undefined, enabled: true, opening: false, trouble: undefined };
const KINDS: readonly CaptureKind[] = ['camera', 'microphone'];

/**
 * The camera and the microphone of this computer. Each is opened once; choosing another one
 * replaces the track, and a device that is plugged in again is taken up by itself.
 */
export class Capture {
  private readonly captured: Record<CaptureKind, Captured> = { camera: IDLE, microphone: IDLE };
  private stopped = false;
  private readonly handleDeviceChange = () => {
    this.listChoices();
    for (const kind of KINDS) {
      const trouble = this.captured[kind].trouble;
      if (trouble === 'absent' || trouble === 'busy') this.open(kind);
    }
  };

  constructor(
    private readonly devices: MediaDevicesPort | undefined,
    private readonly memory: DeviceMemory,
    private readonly listener: CaptureListener,
  ) {}

  /** Opens both; a browser asks its people once for the pair. */
  async start(): Promise<void> {
    if (this.devices === undefined) {
      for (const kind of KINDS) this.change(kind, { trouble: 'insecure' });
      return;
    }
    this.devices.addEventListener('devicechange', this.handleDeviceChange);
    for (const kind of KINDS) this.change(kind, { opening: true });
    try {
      const stream = await this.devices.getUserMedia({
        video: this.constraints('camera', undefined),
        audio: this.constraints('microphone', undefined),
      });
      for (const track of stream.getTracks())
        this.take(track.kind === 'video' ? 'camera' : 'microphone', track);
      await this.listChoices();
    } catch {
      // One of the two may be missing: ask for each by itself, and keep its own reason.
      for (const kind of KINDS) await this.open(kind);
    }
  }

  /** Opens one device: the chosen one, else the remembered one, else any. */
  async open(kind: CaptureKind, id?: string): Promise<void> {
    if (this.devices === undefined || this.stopped) return;
    this.change(kind, { opening: true });
    const wanted = this.constraints(kind, id);
    try {
      const stream = await this.devices.getUserMedia(
        kind === 'camera' ? { video: wanted } : { audio: wanted },
      );
      const track = stream.getTracks()[0];
      if (track !== undefined) this.take(kind, track);
      if (id !== undefined) this.memory.write(kind, id);
    } catch (error) {
      this.change(kind, { opening: false, trouble: troubleOf(error) });
    }
    await this.listChoices();
  }

  /** Switches a running device off or on; off, it sends black or silence. */
  setEnabled(kind: CaptureKind, enabled: boolean): void {
    const track = this.captured[kind].track;
    if (track !== undefined) track.enabled = enabled;
    this.change(kind, { enabled });
  }

  /** Releases both devices. */
  stop(): void {
    this.stopped = true;
    this.devices?.removeEventListener('devicechange', this.handleDeviceChange);
    for (const kind of KINDS) this.captured[kind].track?.stop();
  }

  private take(kind: CaptureKind, track: MediaStreamTrack): void {
    if (this.stopped) {
      track.stop();
      return;
    }
    this.captured[kind].track?.stop();
    track.enabled = this.captured[kind].enabled;
    track.onended = () => {
      if (this.captured[kind].track === track) this.change(kind, { track: undefined, trouble: 'absent' });
    };
    this.change(kind, { track, opening: false, trouble: undefined });
  }

  private change(kind: CaptureKind, part: Partial<Captured>): void {
    this.captured[kind] = { ...this.captured[kind], ...part };
    this.listener.onCaptured(kind, this.captured[kind]);
  }

  private async listChoices(): Promise<void> {
    const present = (await this.devices?.enumerateDevices()) ?? [];
    const of = (kind: MediaDeviceKind) =>
      present
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map((device) => ({ id: device.deviceId, label: device.label }));
    this.listener.onChoices({
      camera: of('videoinput'),
      microphone: of('audioinput'),
      loudspeaker: of('audiooutput'),
    });
  }

  private constraints(kind: CaptureKind, id: string | undefined): MediaTrackConstraints {
    const remembered = this.memory.read(kind);
    const device: MediaTrackConstraints =
      id !== undefined
        ? { deviceId: { exact: id } }
        : remembered !== undefined
          ? { deviceId: { ideal: remembered } }
          : {};
    return kind === 'camera'
      ? { ...device, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } }
      : { ...device, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  }
}

/** A device's state in the words of the wire. */
export function deviceState(captured: Captured): DeviceState {
  if (captured.trouble === 'denied' || captured.trouble === 'insecure') return 'denied';
  if (captured.trouble !== undefined && captured.track === undefined) return 'missing';
  if (captured.track === undefined) return 'unknown';
  return captured.enabled ? 'on' : 'off';
}

/** Both devices in the words of the wire. */
export function devicesState(camera: Captured, microphone: Captured): Devices {
  return { camera: deviceState(camera), microphone: deviceState(microphone) };
}

/** The name of a `getUserMedia` failure (Media Capture and Streams §10.2) as what to do about it. */
function troubleOf(error: unknown): CaptureTrouble {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'absent';
}
