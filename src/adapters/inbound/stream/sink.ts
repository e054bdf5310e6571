import type { CloseCode } from './close-codes.js';
import type { OutgoingMessage } from './stream-item.js';

/** The way out to a client. It must not be used once the connection is closed. */
export interface Sink {
  readonly send: (message: OutgoingMessage) => void;
  /** Runs several sends, and writes what they send at once. */
  readonly together: (sends: () => void) => void;
  /** Bytes that are not sent to the client yet. */
  readonly buffered: () => number;
  /** Tells the client why, and closes the connection. */
  readonly end: (why: CloseCode) => void;
}

/** The way out to a client with a budget. */
export interface BoundedSink extends Sink {
  /** Whether the budget is used up: nothing more is to be sent until the client has taken some of it. */
  readonly isFull: () => boolean;
}

/** A connection of which the server can give up what waits. */
export interface Connection extends Sink {
  /** Closes the connection at once. What waits for the client is freed. */
  readonly drop: () => void;
}
