import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId } from '../../domain/ids.js';

/** What the parts of a running server tell each other. */
export type Notice =
  /** Committed events of one app, in order. */
  | { readonly _tag: 'EventsCommitted'; readonly appId: AppId; readonly events: readonly AppEvent[] }
  /** A key of the app was made or ended, or the app was switched on or off: check again who may be connected. */
  | { readonly _tag: 'AccessChanged'; readonly appId: AppId };

/** Carries notices from whoever makes them to whoever listens, in order. It only carries the news; the truth is in storage. */
export interface EventBus {
  readonly publish: (notice: Notice) => void;
  /** Returns what ends the subscription. */
  readonly subscribe: (listener: (notice: Notice) => void) => () => void;
}
