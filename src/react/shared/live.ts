import type { CtiClient, CtiEvent } from '../../client/index.js';
import type { LetGo } from './while-used.js';

/** A value that is read over REST and kept up to date by events. */
export interface LiveSource<V> {
  /** What is shown before anything was read. */
  readonly empty: V;
  readonly read: (client: CtiClient, signal: AbortSignal) => Promise<V>;
  /** The value after an event. Pure. */
  readonly apply: (value: V, event: CtiEvent) => V;
  /** Whether only the server knows what an event means for the value: it is read again. */
  readonly mustAsk: (value: V, event: CtiEvent) => boolean;
  /** What is shown, with what was read because of `mustAsk`. */
  readonly join: (shown: V, read: V) => V;
}

export interface LiveState<V> {
  readonly value: V;
  /** Whether it is being read for the first time, or afresh. */
  readonly isLoading: boolean;
  /** Why the last read failed. It is tried again by itself, unless the server refuses it. */
  readonly error: Error | null;
}

export interface Live<V> {
  /** Reads the value, and keeps it up to date while anybody listens. */
  readonly subscribe: (listener: () => void) => LetGo;
  readonly state: () => LiveState<V>;
  /** Shows another value, and no error. */
  readonly change: (how: (value: V) => V) => void;
  /** Reads something else, and shows the value joined with it. Events that come meanwhile are applied to what was read. Rejects if it fails. */
  readonly add: <A>(read: (client: CtiClient) => Promise<A>, join: (value: V, read: A) => V) => Promise<void>;
  readonly fail: (error: unknown) => void;
  /** Reads it afresh. */
  readonly reload: () => Promise<void>;
}
