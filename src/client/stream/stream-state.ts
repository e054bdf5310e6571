import type { Via } from './link.js';

/**
 * Where a stream stands:
 * - `connecting`: it opens a connection, or waits before it tries again; `why` says what went wrong before
 * - `catching up`: it is open, and gets the events that it has missed
 * - `live`: it is open, and has all events
 * - `refused`: the server does not want it as it is; it does not come back by itself. `why` is the server's sentence
 * - `paused`: the tab is hidden
 * - `closed`: by `close()`
 */
export type StreamStatus = 'connecting' | 'catching up' | 'live' | 'refused' | 'paused' | 'closed';

export interface StreamState {
  readonly status: StreamStatus;
  /** A sentence, where there is something to say. */
  readonly why?: string;
  /** What carries the events, while the stream is open. */
  readonly via?: Via;
}

export const isSameState = (a: StreamState, b: StreamState): boolean =>
  a.status === b.status && a.why === b.why && a.via === b.via;
