import type { CloseCode } from './close-codes.js';
import type { OutgoingMessage } from './stream-item.js';

/** The way out to a client. It must not be used once the connection is closed. */
export interface Sink {
  readonly send: (message: OutgoingMessage) => void;
  /** Bytes that are not sent to the client yet. */
  readonly buffered: () => number;
  /** Closes the connection. */
  readonly end: (why: CloseCode) => void;
}

/** Bytes that may wait for one client: about two thousand events. */
export const MAX_BUFFERED = 1024 * 1024;
