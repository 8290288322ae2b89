/** Elements a pool will ever make: a wall's 33 venues, main venue, slides, and its own picture. */
const ELEMENTS_MAX = 64;
/** Width of a picture that is kept between two connections, pixels. */
const STILL_WIDTH_MAX = 640;

/**
 * The `<video>` elements of a page, one for each name, outside the virtual DOM. A view gives a
 * placeholder and the element is moved into it; between views it waits in a parking place inside
 * the document, so that no re-render ever stops a playing picture.
 */
export class VideoPool {
  private readonly elements = new Map<string, HTMLVideoElement>();
  private readonly parking: HTMLElement;
  /** Told when an element was moved into a view, or out of it. */
  onMoved: () => void = () => {};

  constructor(private readonly document: Document) {
    this.parking = document.createElement('div');
    this.parking.className = 'video-parking';
    this.parking.setAttribute('aria-hidden', 'true');
    document.body.appendChild(this.parking);
  }

  /** Plays `track` in the element `name`; undefined takes its picture away. */
  play(name: string, track: MediaStreamTrack | undefined): void {
    const element = this.element(name);
    if (track === undefined) {
      element.srcObject = null;
      return;
    }
    const present = element.srcObject instanceof MediaStream ? element.srcObject.getTracks()[0] : undefined;
    if (present === track) return;
    element.srcObject = new MediaStream([track]);
    // A muted picture may always start; where the page is not visible it starts when it is.
    element.play().catch(() => {});
  }

  /** Keeps every picture now shown as a still one, until its element has a new one to show. */
  keepPictures(): void {
    for (const element of this.elements.values()) keepPicture(element, this.document);
  }

  /** Says which venue the element shows, for people who inspect and tests that sample. */
  label(name: string, venue: number | undefined): void {
    const element = this.element(name);
    if (venue === undefined) delete element.dataset.venue;
    else element.dataset.venue = String(venue);
  }

  /** Moves the element into a view's placeholder. */
  mount(name: string, placeholder: HTMLElement): void {
    const element = this.element(name);
    if (element.parentElement === placeholder) return;
    placeholder.appendChild(element);
    this.onMoved();
    if (element.srcObject !== null && element.paused) element.play().catch(() => {});
  }

  /** Takes the element back from a view's placeholder, if it is still there. */
  park(name: string, placeholder: HTMLElement): void {
    const element = this.elements.get(name);
    if (element?.parentElement !== placeholder) return;
    this.parking.appendChild(element);
    this.onMoved();
  }

  /** Whether a view holds the element. */
  isMounted(name: string): boolean {
    return this.element(name).parentElement !== this.parking;
  }

  /** Frames the element has shown in its life. */
  framesShown(name: string): number {
    return this.elements.get(name)?.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
  }

  /** Lets everything go. */
  close(): void {
    for (const element of this.elements.values()) {
      element.srcObject = null;
      element.remove();
    }
    this.elements.clear();
    this.parking.remove();
  }

  /** The element of a name, made where there is none yet. */
  element(name: string): HTMLVideoElement {
    const present = this.elements.get(name);
    if (present !== undefined) return present;
    if (this.elements.size >= ELEMENTS_MAX) throw new RangeError('more video elements than a page has slots');
    const element = this.document.createElement('video');
    element.muted = true;
    element.autoplay = true;
    element.playsInline = true;
    element.disablePictureInPicture = true;
    element.dataset.slot = name;
    this.parking.appendChild(element);
    this.elements.set(name, element);
    return element;
  }
}

/** Shows the element's picture of now wherever its next track has none yet. */
function keepPicture(element: HTMLVideoElement, document: Document): void {
  if (element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || element.videoWidth === 0) return;
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(element.videoWidth, STILL_WIDTH_MAX);
  canvas.height = Math.round((canvas.width * element.videoHeight) / element.videoWidth);
  canvas.getContext('2d')?.drawImage(element, 0, 0, canvas.width, canvas.height);
  element.poster = canvas.toDataURL('image/jpeg');
}
