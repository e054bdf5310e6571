import type { Client } from '../admission.js';
import type { Subscriber } from '../subscriber.js';

/** What belongs to one socket. */
export interface SocketState {
  readonly client: Client;
  /** Whether the client uses the subprotocol, and is sent the position of the stream first. */
  readonly hello: boolean;
  /** Null until the socket is subscribed, and once it is closed. */
  subscriber: Subscriber | null;
  /** When the client was last sent an error because it sent a message, in milliseconds. */
  lastErrorAt: number;
}
