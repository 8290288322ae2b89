/** The part of an `RTCRtpTransceiver` that the client touches. */
export class FakeTransceiver {
  mid: string | null = null;
  preferred: readonly { mimeType: string }[] = [];
  readonly sender: FakeSender;
  readonly receiver: { track: { kind: string } };

  constructor(
    readonly kind: string,
    readonly options: RTCRtpTransceiverInit,
    track: MediaStreamTrack | null,
  ) {
    this.sender = new FakeSender(track, options.sendEncodings ?? []);
    this.receiver = { track: { kind } };
  }

  setCodecPreferences(codecs: readonly { mimeType: string }[]): void {
    this.preferred = codecs;
  }
}

/** The part of an `RTCRtpSender` that the client touches. */
export class FakeSender {
  constructor(
    public track: MediaStreamTrack | null,
    private encodings: RTCRtpEncodingParameters[],
  ) {}

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
  }

  getParameters(): { encodings: RTCRtpEncodingParameters[] } {
    return { encodings: this.encodings.map((encoding) => ({ ...encoding })) };
  }

  async setParameters(parameters: { encodings: RTCRtpEncodingParameters[] }): Promise<void> {
    this.encodings = parameters.encodings;
  }
}

/** A peer connection that negotiates with nobody; the test sets its state. */
export class FakePeer {
  connectionState: RTCPeerConnectionState = 'new';
  onconnectionstatechange: (() => void) | null = null;
  localDescription: { sdp: string } | null = null;
  remoteDescription: { sdp: string } | null = null;
  iceRestarts = 0;
  /** Answers this peer takes; a browser refuses some. */
  takesAnswers = true;
  readonly transceivers: FakeTransceiver[] = [];

  addTransceiver(trackOrKind: MediaStreamTrack | string, options: RTCRtpTransceiverInit): FakeTransceiver {
    const track = typeof trackOrKind === 'string' ? null : trackOrKind;
    const kind = typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind;
    const transceiver = new FakeTransceiver(kind, options, track);
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers(): readonly FakeTransceiver[] {
    return this.transceivers;
  }

  async createOffer(): Promise<{ sdp: string }> {
    return { sdp: `offer of ${this.transceivers.length} lines, restart ${this.iceRestarts}` };
  }

  async setLocalDescription(description: { sdp: string }): Promise<void> {
    this.localDescription = description;
    this.transceivers.forEach((transceiver, position) => {
      transceiver.mid = String(position);
    });
  }

  async setRemoteDescription(description: { sdp: string }): Promise<void> {
    if (!this.takesAnswers) throw new Error('not an answer');
    this.remoteDescription = description;
  }

  restartIce(): void {
    this.iceRestarts += 1;
  }

  close(): void {
    this.connectionState = 'closed';
  }

  /** The connection reaches a state. */
  reaches(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  /** As the type that the client takes. */
  get asConnection(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }
}
