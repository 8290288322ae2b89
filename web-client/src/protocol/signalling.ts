import type { ClientMessage } from '../wire/ClientMessage';
import { TICK_SECONDS, VERSION } from '../wire/constants';
import type { Language } from '../wire/Language';
import type { Place } from '../wire/Place';
import type { Problem } from '../wire/Problem';
import type { ServerMessage } from '../wire/ServerMessage';
import { backoffMs } from './backoff';
import type { Cancel, Clock } from './clock';

/** A server that has said nothing for so long is doubted: the page says so, and waits on. */
export const SILENT_AFTER_MS = TICK_SECONDS * 1_000 + 1_000;
/** A server that has said nothing for so long is lost: the page connects anew. */
export const LOST_AFTER_MS = TICK_SECONDS * 3_000;

/** The part of a WebSocket that signalling uses. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

/** Why a connection is over and does not come back by itself. */
export type Closing =
  | { readonly reason: 'left' }
  | { readonly reason: 'replaced' }
  | { readonly reason: 'ended' }
  | { readonly reason: 'refused'; readonly problem: Problem };

/** Where the signalling connection stands. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** Open, yet nothing was heard for {@link SILENT_AFTER_MS}. */
  | { readonly state: 'silent' }
  /** Broken, being made anew. */
  | { readonly state: 'lost' }
  | { readonly state: 'closed'; readonly closing: Closing };

type Welcome = Extract<ServerMessage, { type: 'welcome' }>;

/** What signalling needs from outside. */
export interface SignallingPorts {
  readonly place: Place;
  readonly clock: Clock;
  /** A number in [0, 1), fresh each time. */
  readonly random: () => number;
  /** Opens a socket to the session. */
  readonly openSocket: () => Socket;
  /** The language in which the server shall word its problems. */
  readonly language: () => Language;
  /**
   * Asked after an attempt that never opened, since a browser hides why: is there still anything
   * to come back to? Undefined means: yes, or nobody knows; go on trying.
   */
  readonly whyRefused: () => Promise<Closing | undefined>;
}

/** Who listens. */
export interface SignallingListener {
  onLink(link: Link): void;
  /** After each hello, the first and those that resume. */
  onWelcome(welcome: Welcome): void;
  /** Everything else the server says. */
  onMessage(message: ServerMessage): void;
}

/**
 * The signalling WebSocket of one page: says hello, watches the server's ticks, and after a drop
 * connects again – at once, then with growing waits – and resumes the same seat.
 */
export class Signalling {
  private link: Link = { state: 'connecting' };
  private socket: Socket | undefined;
  private resumeToken: string | undefined;
  private attempt = 0;
  private welcomed = false;
  private cancelWatch: Cancel = () => {};
  private cancelRetry: Cancel = () => {};

  constructor(
    private readonly ports: SignallingPorts,
    private readonly listener: SignallingListener,
  ) {}

  /** Connects for the first time. */
  start(): void {
    this.connect();
  }

  /** Whether the server has welcomed this connection, and messages can be sent. */
  get ready(): boolean {
    return this.welcomed;
  }

  /** Sends a message; false where there is no open connection, and then nothing was sent. */
  send(message: ClientMessage): boolean {
    if (!this.welcomed || this.socket === undefined) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Gives the seat up on purpose. */
  leave(): void {
    this.send({ type: 'leave' });
    this.close({ reason: 'left' });
  }

  /** The device found a network again: do not wait out the back-off. */
  handleNetworkBack(): void {
    if (this.link.state !== 'lost') return;
    this.attempt = 0;
    this.connect();
  }

  /** The device lost its network: there is no need to wait for the silence. */
  handleNetworkGone(): void {
    if (this.link.state === 'open' || this.link.state === 'silent') this.lose();
  }

  private connect(): void {
    this.cancelRetry();
    this.dropSocket();
    const socket = this.ports.openSocket();
    this.socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      const resume = this.resumeToken;
      const hello: ClientMessage = {
        type: 'hello',
        version: VERSION,
        place: this.ports.place,
        language: this.ports.language(),
        ...(resume === undefined ? {} : { resume }),
      };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event) => this.handleText(event.data);
    socket.onclose = () => {
      if (opened) this.lose();
      else this.askWhyRefused();
    };
    this.watch();
  }

  private askWhyRefused(): void {
    this.lose();
    this.ports.whyRefused().then(
      (closing) => {
        if (closing !== undefined && this.link.state !== 'closed' && !this.welcomed) this.close(closing);
      },
      // Nobody can be asked while the network is down; the next attempt is already waiting.
      () => {},
    );
  }

  private handleText(text: unknown): void {
    const message = readMessage(text);
    if (message === undefined) return;
    if (message.type === 'refused' && message.request === undefined) {
      // Overload and internal faults pass; what is wrong with the page itself does not.
      if (message.problem.status >= 500 || message.problem.status === 429) this.lose();
      else this.close({ reason: 'refused', problem: message.problem });
      return;
    }
    this.watch();
    switch (message.type) {
      case 'welcome':
        this.resumeToken = message.resume;
        this.attempt = 0;
        this.welcomed = true;
        this.setLink({ state: 'open' });
        this.listener.onWelcome(message);
        return;
      case 'replaced':
        this.close({ reason: 'replaced' });
        return;
      case 'ended':
        this.close({ reason: 'ended' });
        return;
      default:
        // Whatever else is said is for the page, which passes over what it does not know.
        if (this.link.state === 'silent') this.setLink({ state: 'open' });
        this.listener.onMessage(message);
    }
  }

  /** (Re)starts the clock that notices a silent server; it also bounds an attempt to connect. */
  private watch(): void {
    this.cancelWatch();
    this.cancelWatch = this.ports.clock.after(SILENT_AFTER_MS, () => {
      if (this.link.state === 'open') this.setLink({ state: 'silent' });
      this.cancelWatch = this.ports.clock.after(LOST_AFTER_MS - SILENT_AFTER_MS, () => this.lose());
    });
  }

  private lose(): void {
    if (this.link.state === 'closed') return;
    this.dropSocket();
    const waitMs = backoffMs(this.attempt, this.ports.random());
    this.attempt += 1;
    this.cancelRetry();
    this.cancelRetry = this.ports.clock.after(waitMs, () => this.connect());
    this.setLink(this.resumeToken === undefined ? { state: 'connecting' } : { state: 'lost' });
  }

  private close(closing: Closing): void {
    this.dropSocket();
    this.cancelRetry();
    this.setLink({ state: 'closed', closing });
  }

  private dropSocket(): void {
    this.cancelWatch();
    this.welcomed = false;
    const socket = this.socket;
    this.socket = undefined;
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private setLink(link: Link): void {
    if (link.state === this.link.state && link.state !== 'closed') return;
    this.link = link;
    this.listener.onLink(link);
  }
}

/** A frame as a message; undefined for what this version does not know. */
function readMessage(text: unknown): ServerMessage | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message === 'object' && message !== null && 'type' in message) return message as ServerMessage;
    return undefined;
  } catch {
    return undefined;
  }
}
