import { type Signal, signal } from '@preact/signals';

/** What is on the shared screen: text wants to be sharp, a film to move. */
export type SharedContent = 'text' | 'film';

/** Where sharing stands. */
export type Sharing = 'idle' | 'choosing' | 'sharing';

/** Largest picture that is shared, pixels, and how often it is captured. */
const WIDTH_MAX = 1920;
const HEIGHT_MAX = 1080;
const FRAMES_PER_SECOND: Record<SharedContent, number> = { text: 5, film: 25 };

/** What sharing needs from outside. */
export interface SlidesPorts {
  /** `navigator.mediaDevices`, where the browser has it and may share a screen. */
  readonly devices: Pick<MediaDevices, 'getDisplayMedia'> | undefined;
  /** Whether this venue holds the slides already. */
  readonly holds: () => boolean;
  /** Takes the slides; true once that is done. */
  readonly take: () => Promise<boolean>;
  /** Gives the slides back. */
  readonly release: () => Promise<void>;
  /** Sends these from now on, or nothing. */
  readonly send: (picture: MediaStreamTrack | null, sound: MediaStreamTrack | null) => void;
}

/**
 * Sharing a screen as slides (双流). The screen is chosen first, because a browser asks only right after
 * a click; then the slides are taken; only then is anything sent.
 */
export class SlidesShare {
  readonly sharing: Signal<Sharing> = signal('idle');
  private tracks: readonly MediaStreamTrack[] = [];

  constructor(private readonly ports: SlidesPorts) {}

  /** Whether this browser can share a screen at all: telephones cannot. */
  get possible(): boolean {
    return this.ports.devices?.getDisplayMedia !== undefined;
  }

  /** Lets the people choose a screen or window, and shares it. */
  async start(content: SharedContent): Promise<void> {
    if (this.ports.devices === undefined || this.sharing.value !== 'idle') return;
    this.sharing.value = 'choosing';
    try {
      const stream = await this.ports.devices.getDisplayMedia({
        video: {
          width: { max: WIDTH_MAX },
          height: { max: HEIGHT_MAX },
          frameRate: { max: FRAMES_PER_SECOND[content] },
        },
        audio: true,
      });
      this.tracks = stream.getTracks();
    } catch {
      // The people changed their mind, or the system does not let a screen be captured: it showed that.
      this.sharing.value = 'idle';
      return;
    }
    if (this.ports.holds() || (await this.ports.take())) this.share(content);
    else this.letGo();
  }

  /** Ends it: nothing is sent any more, and the slides are free for others. */
  stop(): void {
    if (this.sharing.value !== 'sharing') return;
    this.ports.release();
    this.letGo();
  }

  /** Who holds the slides has changed: only the holder's screen is sent. */
  handleHolder(isOwn: boolean): void {
    if (this.sharing.value === 'sharing' && !isOwn) this.letGo();
  }

  /** Stops capturing, whatever the state. */
  close(): void {
    this.letGo();
  }

  private share(content: SharedContent): void {
    const picture = this.tracks.find((track) => track.kind === 'video');
    if (picture === undefined || picture.readyState === 'ended') {
      this.ports.release();
      this.letGo();
      return;
    }
    // A hint of detail also keeps the resolution where the path is narrow.
    picture.contentHint = content === 'text' ? 'detail' : 'motion';
    picture.onended = () => this.stop();
    this.sharing.value = 'sharing';
    this.ports.send(picture, this.tracks.find((track) => track.kind === 'audio') ?? null);
  }

  private letGo(): void {
    const wasSharing = this.sharing.value === 'sharing';
    for (const track of this.tracks) {
      track.onended = null;
      track.stop();
    }
    this.tracks = [];
    this.sharing.value = 'idle';
    if (wasSharing) this.ports.send(null, null);
  }
}
