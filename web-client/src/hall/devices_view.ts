import type { CaptureKind } from '../protocol/capture';
import type { HallModel } from '../state/hall_model';
import type { SoundPool } from './sound_pool';

/** What the device cards need: of a page that has its seat, or of one that waits for it. */
export interface DevicesView {
  readonly model: Pick<HallModel, 'captured' | 'choices'>;
  readonly sounds: Pick<SoundPool, 'canChoose' | 'loudspeaker' | 'choose'>;
  /** Opens a device: the one chosen, or whichever there is. */
  openDevice(kind: CaptureKind, id?: string): void;
}
