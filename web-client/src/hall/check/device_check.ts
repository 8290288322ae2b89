import { signal } from '@preact/signals';
import { Capture, type Captured, type CaptureKind, type DeviceChoices } from '../../protocol/capture';
import { NOTHING_CAPTURED } from '../../state/hall_model';
import type { DevicesView } from '../devices_view';
import { deviceMemory } from '../seat';
import { SoundPool } from '../sound_pool';

/** The devices of a page that waits for its session, opened to be tried; released before it sits down. */
export class DeviceCheck implements DevicesView {
  readonly model = {
    captured: signal<Record<CaptureKind, Captured>>({
      camera: NOTHING_CAPTURED,
      microphone: NOTHING_CAPTURED,
    }),
    choices: signal<DeviceChoices>({ camera: [], microphone: [], loudspeaker: [] }),
  };
  readonly sounds = new SoundPool(document);
  private readonly capture = new Capture(navigator.mediaDevices, deviceMemory, {
    onCaptured: (kind, captured) => {
      this.model.captured.value = { ...this.model.captured.value, [kind]: captured };
    },
    onChoices: (choices) => {
      this.model.choices.value = choices;
    },
  });

  /** Opens camera and microphone. */
  start(): void {
    this.capture.start();
  }

  openDevice(kind: CaptureKind, id?: string): void {
    this.capture.open(kind, id);
  }

  /** Lets the devices go. */
  stop(): void {
    this.capture.stop();
    this.sounds.close();
  }
}
