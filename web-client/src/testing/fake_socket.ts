import type { Socket } from '../protocol/signalling';
import type { ClientMessage } from '../wire/ClientMessage';
import type { ServerMessage } from '../wire/ServerMessage';

/** A socket whose far end is the test. */
export class FakeSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  closed = false;
  readonly sent: ClientMessage[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  /** The connection is made. */
  opens(): void {
    this.onopen?.(new Event('open'));
  }

  /** The server says something. */
  hears(message: ServerMessage): void {
    this.hearsText(JSON.stringify(message));
  }

  /** The server says something that need not be a message. */
  hearsText(text: string): void {
    this.onmessage?.({ data: text } as MessageEvent);
  }

  /** The connection breaks. */
  breaks(): void {
    this.onclose?.({} as CloseEvent);
  }
}
