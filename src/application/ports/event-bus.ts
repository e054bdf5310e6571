import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId } from '../../domain/ids.js';

/** What the parts of a running server, and the servers that share a storage, tell each other. */
export type BusMessage =
  /** This process committed events of one app, in order. */
  | { readonly _tag: 'EventsCommitted'; readonly appId: AppId; readonly events: readonly AppEvent[] }
  /** Another process committed events of one app, the newest at `seq`: they stand in the log. */
  | { readonly _tag: 'StreamMoved'; readonly appId: AppId; readonly seq: number }
  /** A key of the app was made or ended, or the app was switched on or off: check again who may be connected. */
  | { readonly _tag: 'AccessChanged'; readonly appId: AppId }
  /** What other processes told may have been lost: whatever notices keep up to date is to be looked at again. */
  | { readonly _tag: 'MessagesMissed' };

/** Carries notices from whoever makes them to whoever listens, in order. It only carries the news; the truth is in storage. */
export interface EventBus {
  readonly publish: (notice: BusMessage) => void;
  /** Returns what ends the subscription. */
  readonly subscribe: (listener: (notice: BusMessage) => void) => () => void;
}
