import type { AgendaCommand } from '../wire/AgendaCommand';
import type { ClientMessage } from '../wire/ClientMessage';
import type { Devices } from '../wire/Devices';
import type { FloorCommand } from '../wire/FloorCommand';
import type { Problem } from '../wire/Problem';
import type { ServerMessage } from '../wire/ServerMessage';
import type { SignInEntry } from '../wire/SignInEntry';
import type { Source } from '../wire/Source';
import type { Clock } from './clock';
import { Media, type MediaListener, type MediaPath, type MediaPlan, type MediaPorts } from './media';
import { Reception } from './reception';
import { type Link, Signalling, type SignallingPorts } from './signalling';
import { SlotSizes } from './slot_sizes';

/** A command the server has not answered after this long is told to be lost. */
const COMMAND_WAIT_MS = 5_000;
/** Commands under way at once; a page that has so many is told to wait. */
const COMMANDS_MAX = 16;

/** What became of a command. */
export type CommandOutcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'refused'; readonly problem: Problem }
  /** It did not reach the server, or its answer did not come back. */
  | { readonly outcome: 'lost' };

/** Who listens to a page's part in the hall. */
export interface HallListener {
  onLink(link: Link): void;
  onPath(path: MediaPath): void;
  /** A media connection is about to be closed; its pictures go black with it. */
  onGivingUp(): void;
  onSlotTrack(slot: number, mid: string, track: MediaStreamTrack): void;
  onMediaRefused(problem: Problem): void;
  /** What the server says of the session; answers and replies are already taken out. */
  onMessage(message: ServerMessage): void;
}

/** What the client needs from outside. */
export type HallPorts = SignallingPorts &
  Omit<MediaPorts, 'sendOffer' | 'canOffer'> & { readonly clock: Clock };

/**
 * One page's seat in a session: signalling and media held together. It joins, resumes, offers and
 * mends by itself; what it hears goes to its listener.
 */
export class HallClient {
  private readonly signalling: Signalling;
  private readonly media: Media;
  private readonly sizes: SlotSizes;
  private readonly reception: Reception;
  private lastRequest = 0;
  private devices: Devices | undefined;
  private readonly commands = new Map<number, (outcome: CommandOutcome) => void>();

  constructor(
    plan: MediaPlan,
    private readonly ports: HallPorts,
    private readonly listener: HallListener,
  ) {
    const mediaListener: MediaListener = {
      onPath: (path) => {
        if (path === 'connected') this.reception.start();
        listener.onPath(path);
      },
      onGivingUp: () => {
        this.reception.stop();
        this.sizes.handleGone();
        listener.onGivingUp();
      },
      onSlotTrack: (slot, mid, track) => listener.onSlotTrack(slot, mid, track),
      onMediaRefused: (problem) => listener.onMediaRefused(problem),
    };
    this.media = new Media(
      plan,
      {
        ...ports,
        canOffer: () => this.signalling.ready,
        sendOffer: (offer) => {
          const request = this.nextRequest();
          return this.signalling.send({ type: 'offer', request, ...offer }) ? request : undefined;
        },
      },
      mediaListener,
    );
    this.sizes = new SlotSizes(
      (slot) => this.media.midOf(slot),
      (sizes) => this.signalling.send({ type: 'slot-sizes', sizes }),
    );
    this.reception = new Reception(
      ports.clock,
      () => this.media.connection,
      (report) => this.signalling.send({ type: 'reception', report }),
    );
    this.signalling = new Signalling(ports, {
      onLink: (link) => this.handleLink(link),
      onWelcome: (welcome) => {
        listener.onMessage(welcome);
        if (this.devices !== undefined) this.signalling.send({ type: 'devices', devices: this.devices });
        this.media.handleSeat(welcome.resumed);
        // A server that was started again knows the slots from its log, and no size of any.
        this.sizes.handleResumed();
      },
      onMessage: (message) => this.handleMessage(message),
    });
  }

  /** Takes the seat. */
  start(): void {
    this.signalling.start();
  }

  /** Gives the seat up. */
  leave(): void {
    this.signalling.leave();
  }

  /** The running media connection, for statistics. */
  get connection(): RTCPeerConnection | undefined {
    return this.media.connection;
  }

  /** Puts a venue on the stage; 0 is back to the main venue. */
  putOnStage(venue: number): Promise<CommandOutcome> {
    return this.command((request) => ({ type: 'put-on-stage', request, venue }));
  }

  /** Asks something of the floor. */
  floor(command: FloorCommand): Promise<CommandOutcome> {
    return this.command((request) => ({ type: 'floor', request, command }));
  }

  /** Moves the run of show. */
  agenda(command: AgendaCommand): Promise<CommandOutcome> {
    return this.command((request) => ({ type: 'agenda', request, command }));
  }

  /** Enters people of this page's venue on its sign-in sheet. */
  signIn(entry: SignInEntry): Promise<CommandOutcome> {
    return this.command((request) => ({ type: 'sign-in', request, entry }));
  }

  /** Tells the session about this page's devices; kept, and told again after each welcome. */
  setDevices(devices: Devices): void {
    if (this.devices?.camera === devices.camera && this.devices.microphone === devices.microphone) return;
    this.devices = devices;
    this.signalling.send({ type: 'devices', devices });
  }

  /** Tells the server how high slots are shown, in device pixels; kept, and told to each new connection. */
  setSlotHeights(heights: ReadonlyMap<number, number>): void {
    this.sizes.set(heights);
  }

  /** How often a connection was made, and its path looked for anew. */
  get connectionsMade(): { readonly connections: number; readonly iceRestarts: number } {
    return this.media.made;
  }

  /** The device changed networks while it stayed connected to one. */
  handleNetworkChange(): void {
    this.media.handleNetworkChange();
  }

  /** Sends `track` as `source` from now on; null stops sending. */
  setTrack(source: Source, track: MediaStreamTrack | null): void {
    this.media.setTrack(source, track);
  }

  /** The device has a network again, or another one. */
  handleNetworkBack(): void {
    this.signalling.handleNetworkBack();
    this.media.handleNetworkChange();
  }

  /** The device has lost its network. */
  handleNetworkGone(): void {
    this.signalling.handleNetworkGone();
  }

  private nextRequest(): number {
    this.lastRequest += 1;
    return this.lastRequest;
  }

  private command(message: (request: number) => ClientMessage): Promise<CommandOutcome> {
    const request = this.nextRequest();
    if (this.commands.size >= COMMANDS_MAX || !this.signalling.send(message(request))) {
      return Promise.resolve({ outcome: 'lost' });
    }
    return new Promise((resolve) => {
      const cancel = this.ports.clock.after(COMMAND_WAIT_MS, () => this.settle(request, { outcome: 'lost' }));
      this.commands.set(request, (outcome) => {
        cancel();
        resolve(outcome);
      });
    });
  }

  private settle(request: number, outcome: CommandOutcome): void {
    const resolve = this.commands.get(request);
    this.commands.delete(request);
    resolve?.(outcome);
  }

  private handleLink(link: Link): void {
    if (link.state === 'lost' || link.state === 'closed') {
      for (const request of [...this.commands.keys()]) this.settle(request, { outcome: 'lost' });
    }
    if (link.state === 'closed') this.media.close();
    this.listener.onLink(link);
  }

  private handleMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'answer':
        this.media.handleAnswer(message.request, message.sdp);
        this.sizes.handleAgreed();
        return;
      case 'done':
        this.settle(message.request, { outcome: 'done' });
        return;
      case 'refused':
        if (message.request === undefined) return;
        if (!this.media.handleRefused(message.request, message.problem)) {
          this.settle(message.request, { outcome: 'refused', problem: message.problem });
        }
        return;
      case 'media-gone':
        this.media.handleMediaGone();
        return;
      case 'wanted':
        this.media.handleWanted(message.source, message);
        return;
      case 'welcome':
      case 'venue':
      case 'stage':
      case 'floor':
      case 'agenda':
      case 'sign-in-sheet':
      case 'call':
      case 'slots':
      case 'loudest':
      case 'readiness':
      case 'tick':
      case 'replaced':
      case 'ended':
        this.listener.onMessage(message);
    }
  }
}
