import { type Signal, signal } from '@preact/signals';

/** An `<audio>` element whose loudspeaker can be chosen, where the browser can (not Firefox < 116). */
type Loudspeaker = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

const LOUDSPEAKER_KEY = 'pinhui.loudspeaker';

/** The sounds of a page: one `<audio>` element for each sound slot. */
export class SoundPool {
  private readonly elements = new Map<number, Loudspeaker>();
  /** True while the browser waits for a click before it plays sound. */
  readonly blocked: Signal<boolean> = signal(false);
  /** The chosen loudspeaker; empty is the system's. */
  readonly loudspeaker: Signal<string> = signal(localStorage.getItem(LOUDSPEAKER_KEY) ?? '');

  constructor(private readonly document: Document) {}

  /** Whether this browser lets the people choose a loudspeaker. */
  get canChoose(): boolean {
    return 'setSinkId' in HTMLMediaElement.prototype;
  }

  /** Plays `track` in sound slot `position`. */
  play(position: number, track: MediaStreamTrack): void {
    const element = this.elements.get(position) ?? this.create(position);
    element.srcObject = new MediaStream([track]);
    this.start(element);
  }

  /** After a click: everything may play. */
  unblock(): void {
    for (const element of this.elements.values()) this.start(element);
  }

  /** Plays through another loudspeaker from now on. */
  async choose(id: string): Promise<void> {
    localStorage.setItem(LOUDSPEAKER_KEY, id);
    this.loudspeaker.value = id;
    for (const element of this.elements.values()) await this.route(element);
  }

  /** Lets everything go. */
  close(): void {
    for (const element of this.elements.values()) {
      element.srcObject = null;
      element.remove();
    }
    this.elements.clear();
  }

  private create(position: number): Loudspeaker {
    const element: Loudspeaker = this.document.createElement('audio');
    element.autoplay = true;
    element.dataset.slot = `sound-${position}`;
    this.document.body.appendChild(element);
    this.elements.set(position, element);
    this.route(element);
    return element;
  }

  private async route(element: Loudspeaker): Promise<void> {
    if (element.setSinkId === undefined) return;
    try {
      await element.setSinkId(this.loudspeaker.peek());
    } catch {
      // The remembered loudspeaker is not plugged in: the system's own takes over.
      this.loudspeaker.value = '';
    }
  }

  private start(element: Loudspeaker): void {
    element.play().then(
      () => {
        this.blocked.value = false;
      },
      (error: unknown) => {
        if (error instanceof Error && error.name === 'NotAllowedError') this.blocked.value = true;
      },
    );
  }
}
