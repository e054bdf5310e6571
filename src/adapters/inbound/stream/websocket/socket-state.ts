import type { Either } from 'fp-ts/lib/Either.js';
import type { Client } from '../admission.js';
import type { CloseCode } from '../close-codes.js';
import type { Joined } from '../join-stream.js';

/** What belongs to one socket. */
export interface SocketState {
  /** The client, or why its socket is closed as soon as it is open. */
  readonly client: Either<CloseCode, Client>;
  /** Whether the client uses the subprotocol, and is sent the position of the stream first. */
  readonly hello: boolean;
  /** Null until the socket has joined its stream, and once it is closed. */
  joined: Joined | null;
  /** When the client was last sent an error because it sent a message, in milliseconds. */
  lastErrorAt: number;
}
