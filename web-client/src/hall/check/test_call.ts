import { effect, type Signal, signal } from '@preact/signals';
import { api } from '../../app/services';
import { browserClock } from '../../protocol/clock';
import { type PathTrial, tryPath } from '../../protocol/path_trial';
import { findingsOf } from '../../state/test_call';
import type { Place } from '../../wire/Place';
import type { Problem } from '../../wire/Problem';
import type { TestCallFindings } from '../../wire/TestCallFindings';
import { DeviceCheck } from './device_check';

/** Whether the server has what was found. */
export type Kept =
  | { readonly state: 'not-yet' | 'kept' }
  | { readonly state: 'failed'; readonly problem: Problem | undefined };

/** A test call (联调): devices and path are tried before a meeting, and what came of it is kept. */
export class TestCall {
  readonly devices = new DeviceCheck();
  readonly udp: Signal<PathTrial> = signal({ state: 'trying' });
  readonly tcp: Signal<PathTrial> = signal({ state: 'trying' });
  /** Whether the test sound was heard; undefined until somebody has said. */
  readonly heard: Signal<boolean | undefined> = signal(undefined);
  readonly kept: Signal<Kept> = signal({ state: 'not-yet' });
  /** What was sent last, so that nothing is sent twice. */
  private sent = '';
  private stopKeeping: () => void = () => {};

  constructor(private readonly place: Place) {}

  /** Opens the devices and tries the path. */
  start(): void {
    this.devices.start();
    this.stopKeeping = effect(() => {
      const { camera, microphone } = this.devices.model.captured.value;
      if (camera.opening || microphone.opening) return;
      const found = findingsOf(this.udp.value, this.tcp.value, {
        camera: camera.track !== undefined,
        microphone: microphone.track !== undefined,
        heard: this.heard.value,
      });
      if (found !== undefined) this.keep(found);
    });
    this.tryPaths();
  }

  /** Tries UDP and TCP, each with a connection of its own. */
  tryPaths(): void {
    this.tryOne('udp', this.udp);
    this.tryOne('tcp', this.tcp);
  }

  /** Lets the devices go. */
  stop(): void {
    this.stopKeeping();
    this.devices.stop();
  }

  private async tryOne(over: 'udp' | 'tcp', trial: Signal<PathTrial>): Promise<void> {
    trial.value = { state: 'trying' };
    trial.value = await tryPath(over, {
      clock: browserClock,
      createPeer: () => new RTCPeerConnection(),
      answer: (sdp) => api.probe(this.place, sdp),
    });
  }

  private async keep(found: TestCallFindings): Promise<void> {
    const text = JSON.stringify(found);
    if (text === this.sent) return;
    this.sent = text;
    const reply = await api.keepTestCall(this.place, found);
    // Something else was found meanwhile, and is on its way.
    if (this.sent !== text) return;
    this.kept.value = reply.ok ? { state: 'kept' } : { state: 'failed', problem: reply.problem };
    // What was not kept may be sent again.
    if (!reply.ok) this.sent = '';
  }
}
