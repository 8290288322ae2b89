import type { Source } from '../wire/Source';
import { preferCodecs } from './codecs';

/** Bit rate of the low layer (a wall tile), bit/s. */
const LOW_BITRATE = 150_000;
/** Frame rate of the low layer. */
const LOW_FRAMES_PER_SECOND = 15;
/** Height of the low layer's picture. */
const LOW_HEIGHT = 180;
/** Bit rate of the high layer (the stage), bit/s. */
const HIGH_BITRATE = 1_500_000;
/** Bit rate and frame rate of slides with text: few pictures, but sharp. */
const TEXT_SLIDES: Encoding = { maxBitrate: 1_200_000, maxFramerate: 5 };
/** Of slides that move, such as a film. */
const FILM_SLIDES: Encoding = { maxBitrate: 2_500_000, maxFramerate: 25 };

type Encoding = Pick<RTCRtpEncodingParameters, 'maxBitrate' | 'maxFramerate'>;

/** Which layers of a picture somebody is to be sent. */
export interface WantedLayers {
  readonly low: boolean;
  readonly high: boolean;
}

const BOTH: WantedLayers = { low: true, high: true };

/** One published m-line, and what its encoder is to do. */
export class SendingLine {
  private readonly transceiver: RTCRtpTransceiver;
  private track: MediaStreamTrack | null;
  private wanted = BOTH;
  /** True while the encoder has not been told of the latest. */
  private stale = false;
  private telling = false;

  constructor(
    peer: RTCPeerConnection,
    readonly source: Source,
    track: MediaStreamTrack | null,
    codecs: (kind: 'audio' | 'video') => RTCRtpCodec[],
  ) {
    const kind = isPicture(source) ? 'video' : 'audio';
    this.track = track;
    this.transceiver = peer.addTransceiver(track ?? kind, {
      direction: 'sendonly',
      ...(kind === 'video' ? { sendEncodings: encodingsOf(source) } : {}),
    });
    preferCodecs(this.transceiver, kind, codecs(kind));
  }

  /** Its m-line's name, once offered. */
  get mid(): string | undefined {
    return this.transceiver.mid ?? undefined;
  }

  /** Sends `track` from now on; null sends nothing. */
  async send(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
    await this.transceiver.sender.replaceTrack(track);
    await this.tellEncoder();
  }

  /** Encodes no more than what somebody is to be sent. */
  async want(wanted: WantedLayers): Promise<void> {
    this.wanted = wanted;
    await this.tellEncoder();
  }

  /** Fits the encoder to what is sent and wanted: one change at a time, the latest wins. */
  async tellEncoder(): Promise<void> {
    if (!isPicture(this.source)) return;
    this.stale = true;
    if (this.telling) return;
    this.telling = true;
    try {
      while (this.stale) {
        this.stale = false;
        const parameters = this.transceiver.sender.getParameters();
        if (this.adjust(parameters.encodings)) await this.transceiver.sender.setParameters(parameters);
      }
    } finally {
      this.telling = false;
    }
  }

  /** Changes what is not as it should be; true where anything was. */
  private adjust(encodings: RTCRtpEncodingParameters[]): boolean {
    let changed = false;
    for (const encoding of encodings) {
      const should = this.source === 'camera' ? this.cameraLayer(encoding.rid) : this.slides();
      for (const [name, value] of Object.entries(should)) {
        if (encoding[name as keyof typeof should] === value) continue;
        Object.assign(encoding, { [name]: value });
        changed = true;
      }
    }
    return changed;
  }

  private cameraLayer(rid: string | undefined): RTCRtpEncodingParameters {
    if (rid !== 'l') return { active: this.wanted.high };
    if (this.track === null) return { active: this.wanted.low };
    // The low layer has 180 lines, whatever the camera delivers.
    const height = this.track.getSettings().height ?? 720;
    return { active: this.wanted.low, scaleResolutionDownBy: Math.max(1, height / LOW_HEIGHT) };
  }

  private slides(): RTCRtpEncodingParameters {
    const encoding = this.track?.contentHint === 'motion' ? FILM_SLIDES : TEXT_SLIDES;
    return { active: this.wanted.low || this.wanted.high, ...encoding };
  }
}

function isPicture(source: Source): boolean {
  return source === 'camera' || source === 'slides';
}

function encodingsOf(source: Source): RTCRtpEncodingParameters[] {
  if (source === 'slides') return [{ ...TEXT_SLIDES }];
  return [
    { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: LOW_BITRATE, maxFramerate: LOW_FRAMES_PER_SECOND },
    { rid: 'h', maxBitrate: HIGH_BITRATE },
  ];
}
