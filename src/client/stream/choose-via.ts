import type { Down } from './connection.js';
import type { Via } from './link.js';

/** Decides what is to carry the stream. */
export interface ViaChooser {
  readonly next: () => Via;
  /** The stream is open by this. */
  readonly opened: (via: Via) => void;
  readonly failed: (via: Via, down: Down) => void;
}

/** So many sockets in a row that do not open mean that something on the way may let none through. */
const SOCKETS_THAT_FAIL = 3;

/** WebSockets, until several in a row have not opened; then Server-Sent Events, and if they do not open either, sockets again. */
export const makeViaChooser = (hasSockets: boolean): ViaChooser => {
  let failures = 0;
  let via: Via = hasSockets ? 'WebSocket' : 'SSE';
  /** Whether Server-Sent Events have been open, so that it is known that they come through where sockets do not. */
  let eventsOpened = false;
  return {
    next: () => via,
    opened: (by) => {
      via = by;
      if (by === 'WebSocket') failures = 0;
      else eventsOpened = true;
    },
    failed: (by, { wasOpen, hadTicket }) => {
      if (wasOpen || !hadTicket || !hasSockets) return;
      if (by === 'WebSocket') failures += 1;
      // Nothing comes through: that says nothing of sockets.
      else if (!eventsOpened) failures = 0;
      via = by === 'WebSocket' && failures >= SOCKETS_THAT_FAIL ? 'SSE' : 'WebSocket';
    },
  };
};
