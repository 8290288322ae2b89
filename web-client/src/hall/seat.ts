import { effect, type Signal, signal } from '@preact/signals';
import { Capture, type CaptureKind, type DeviceMemory } from '../protocol/capture';
import { browserClock } from '../protocol/clock';
import { type CommandOutcome, HallClient } from '../protocol/hall_client';
import type { Api } from '../protocol/rest';
import type { Closing, Socket } from '../protocol/signalling';
import { Commands } from '../state/commands';
import { HallModel } from '../state/hall_model';
import type { AgendaCommand } from '../wire/AgendaCommand';
import type { Place } from '../wire/Place';
import type { SignInEntry } from '../wire/SignInEntry';
import type { View } from '../wire/View';
import { language } from '../words/words';
import { PictureHeights } from './picture_heights';
import { SlidesShare } from './slides_share';
import { OWN_SLIDES, SELF, slotName } from './slots';
import { SoundPool } from './sound_pool';
import { VideoPool } from './video_pool';

export { OWN_SLIDES, SELF, SLIDES, STAGE, slotName, slotsOf, stagePosition, tileName } from './slots';

/** The devices chosen on this computer, remembered for the next time. */
export const deviceMemory: DeviceMemory = {
  read: (kind) => localStorage.getItem(`pinhui.${kind}`) ?? undefined,
  write: (kind, id) => localStorage.setItem(`pinhui.${kind}`, id),
};

/** One page's seat in a session, wired to this browser: connection, devices, pictures, sounds. */
export class Seat {
  readonly model = new HallModel(browserClock);
  readonly videos = new VideoPool(document);
  readonly sounds = new SoundPool(document);
  /** What this page wants of the floor, and what became of it. */
  readonly commands = new Commands(browserClock, (command) => this.client.floor(command));
  /** The venue a stage command under way is for. */
  readonly switchingTo: Signal<number | undefined> = signal(undefined);
  /** This page's screen, shared as slides. */
  readonly slides: SlidesShare;
  private readonly client: HallClient;
  private readonly capture: Capture | undefined;
  private heights: PictureHeights | undefined;
  private readonly stopEffects: (() => void)[] = [];
  private readonly handleOnline = () => this.client.handleNetworkBack();
  private readonly handleOffline = () => this.client.handleNetworkGone();
  private networkKind = navigator.connection?.type;
  private readonly handleNetworkChange = () => {
    const kind = navigator.connection?.type;
    // The event comes with every estimate of the bandwidth, too; only another kind of network matters.
    if (kind === this.networkKind) return;
    this.networkKind = kind;
    this.client.handleNetworkChange();
  };
  private readonly handlePageHide = (event: PageTransitionEvent) => {
    if (!event.persisted) this.client.leave();
  };

  constructor(
    readonly place: Place,
    session: number,
    private readonly slots: readonly View[],
    api: Api,
  ) {
    this.client = new HallClient(
      { publishes: place !== 'wall', slots },
      {
        place,
        clock: browserClock,
        random: Math.random,
        openSocket: () => openSocket(session, place),
        language: () => language.value,
        whyRefused: () => whyRefused(api, session),
        createPeer: () => new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' }),
        codecs: (kind) => RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [],
      },
      this.model,
    );
    this.slides = new SlidesShare({
      devices: place === 'wall' ? undefined : navigator.mediaDevices,
      holds: () => this.holdsSlides(),
      take: () => this.commands.floor({ command: 'take-slides' }),
      release: () => this.client.floor({ command: 'release-slides' }).then(() => {}),
      send: (picture, sound) => this.sendSlides(picture, sound),
    });
    if (place !== 'wall') this.capture = new Capture(navigator.mediaDevices, deviceMemory, this.model);
  }

  /** Takes the seat and opens the devices; joining does not wait for them. */
  start(): void {
    this.stopEffects.push(
      effect(() => {
        if (this.model.givenUp.value > 0) this.videos.keepPictures();
      }),
      effect(() => this.playSlots()),
      effect(() => this.labelSlots()),
      effect(() => this.sendCaptured()),
      effect(() => this.slides.handleHolder(this.holdsSlides())),
    );
    this.heights = new PictureHeights(
      document,
      browserClock,
      this.videos,
      this.place,
      this.slots,
      (heights) => this.client.setSlotHeights(heights),
    );
    navigator.connection?.addEventListener?.('change', this.handleNetworkChange);
    window.addEventListener('online', this.handleOnline);
    window.addEventListener('offline', this.handleOffline);
    window.addEventListener('pagehide', this.handlePageHide);
    this.client.start();
    this.capture?.start();
  }

  /** Gives the seat up and lets every device go. */
  leave(): void {
    this.client.leave();
    this.capture?.stop();
    this.slides.close();
    this.heights?.close();
    navigator.connection?.removeEventListener?.('change', this.handleNetworkChange);
    window.removeEventListener('online', this.handleOnline);
    window.removeEventListener('offline', this.handleOffline);
    window.removeEventListener('pagehide', this.handlePageHide);
    for (const stop of this.stopEffects) stop();
    this.videos.close();
    this.sounds.close();
  }

  /** Puts a venue on the stage; 0 is back to the main venue. */
  async putOnStage(venue: number): Promise<void> {
    this.switchingTo.value = venue;
    const outcome = await this.client.putOnStage(venue);
    if (this.switchingTo.value === venue) this.switchingTo.value = undefined;
    this.commands.tellUnlessDone(outcome);
  }

  /** Moves the run of show; true once that is done. */
  agenda(command: AgendaCommand): Promise<boolean> {
    return this.told(this.client.agenda(command));
  }

  /** Enters people of this page's venue on its sign-in sheet; true once they are. */
  signIn(entry: SignInEntry): Promise<boolean> {
    return this.told(this.client.signIn(entry));
  }

  /** Switches a device off or on. */
  setEnabled(kind: CaptureKind, enabled: boolean): void {
    this.capture?.setEnabled(kind, enabled);
  }

  /** Opens a device: the one chosen, or whichever there is. */
  openDevice(kind: CaptureKind, id?: string): void {
    this.capture?.open(kind, id);
  }

  /** The running media connection, for statistics. */
  get connection(): RTCPeerConnection | undefined {
    return this.client.connection;
  }

  /** How often a media connection was made, and its path looked for anew, for statistics. */
  get connectionsMade(): { readonly connections: number; readonly iceRestarts: number } {
    return this.client.connectionsMade;
  }

  /** The slots with their names, for statistics. */
  get namedSlots(): readonly { readonly position: number; readonly name: string }[] {
    return this.slots.map((view, position) => ({
      position,
      name: view.view === 'sound' ? `sound-${position}` : slotName(view),
    }));
  }

  private async told(sent: Promise<CommandOutcome>): Promise<boolean> {
    const outcome = await sent;
    this.commands.tellUnlessDone(outcome);
    return outcome.outcome === 'done';
  }

  private holdsSlides(): boolean {
    return this.model.floor.value.slides === this.model.ownVenue.value;
  }

  private sendSlides(picture: MediaStreamTrack | null, sound: MediaStreamTrack | null): void {
    this.videos.play(OWN_SLIDES, picture ?? undefined);
    this.client.setTrack('slides', picture);
    this.client.setTrack('slides-sound', sound);
  }

  private playSlots(): void {
    for (const [position, slot] of this.model.slots.value) {
      const view = this.slots[position];
      if (view === undefined) continue;
      if (view.view === 'sound') this.sounds.play(position, slot.track);
      else this.videos.play(slotName(view), slot.track);
    }
  }

  private labelSlots(): void {
    this.slots.forEach((view, position) => {
      if (view.view !== 'sound') this.videos.label(slotName(view), this.model.venueInSlot(position));
    });
    if (this.place !== 'wall') this.videos.label(SELF, this.model.ownVenue.value);
  }

  private sendCaptured(): void {
    if (this.capture === undefined) return;
    const { camera, microphone } = this.model.captured.value;
    this.videos.play(SELF, camera.track);
    this.client.setTrack('camera', camera.track ?? null);
    this.client.setTrack('microphone', microphone.track ?? null);
    this.client.setDevices(this.model.devices.value);
  }
}

declare global {
  interface Navigator {
    /** Network Information API: Chromium has it, and names the kind of network on telephones; Firefox does not. */
    readonly connection?: Partial<EventTarget> & { readonly type?: string };
  }
}

/** The place tells the server which of this browser's device links is meant: one may hold several. */
function openSocket(session: number, place: Place): Socket {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(`${scheme}//${location.host}/api/v1/sessions/${session}/signal?place=${place}`);
}

async function whyRefused(api: Api, session: number): Promise<Closing | undefined> {
  const reply = await api.session(session);
  if (reply.ok) return reply.body.phase === 'ended' ? { reason: 'ended' } : undefined;
  const problem = reply.problem;
  if (problem === undefined || problem.status >= 500 || problem.status === 429) return undefined;
  return { reason: 'refused', problem };
}
