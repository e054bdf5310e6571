import type { CtiEvent, CtiEventType } from '../event.js';
import type { StreamState } from './stream-state.js';
import type { StreamTiming } from './timing.js';

/** What a caller asks of a stream. What a callback throws is told to `onError` and does not end the stream. */
export interface StreamOptions {
  /** The `seq` of the last event that the caller has; 0 to begin with the first. Without it the stream begins with the next event. */
  readonly since?: number | undefined;
  /** The log that `since` was counted in: `stream.stream` of before. */
  readonly stream?: string | undefined;
  /** Only these events. */
  readonly events?: readonly CtiEventType[] | undefined;
  /** Only events that concern this CRM user. */
  readonly crmUser?: string | undefined;
  /** Whether to disconnect while the browser's tab is hidden. What was missed comes when it is shown again. */
  readonly pauseWhenHidden?: boolean | undefined;
  /** Called with each event, once and in order. */
  readonly onEvent?: ((event: CtiEvent) => void) | undefined;
  /** Called with each new state. */
  readonly onState?: ((state: StreamState) => void) | undefined;
  /**
   * The events after the last one are no longer there. Read the state afresh over REST: events go on once the promise is resolved. It
   * is called again, up to five times, if it rejects.
   */
  readonly onReset?: ((reset: { readonly stream: string; readonly seq: number }) => unknown) | undefined;
  /** Called with what a callback threw. By default a page reports it as uncaught, and a program prints it. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Other waiting times than the usual ones. */
  readonly timing?: Partial<StreamTiming> | undefined;
}

/** A stream of events that comes back by itself. */
export interface CtiStream {
  readonly state: StreamState;
  /** The `seq` of the last event; undefined until it is known where the stream begins. */
  readonly seq: number | undefined;
  /** The log that `seq` counts in. */
  readonly stream: string | undefined;
  readonly close: () => void;
}
