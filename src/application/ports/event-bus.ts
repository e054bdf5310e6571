import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId } from '../../domain/ids.js';

/** A message between the parts of a server, and between the processes that share a storage. */
export type BusMessage =
  /** This process committed events of one app, in order. */
  | { readonly _tag: 'EventsCommitted'; readonly appId: AppId; readonly events: readonly AppEvent[] }
  /** Another process committed events of one app, the newest at `seq`; they are in the event log. */
  | { readonly _tag: 'StreamMoved'; readonly appId: AppId; readonly seq: number }
  /** A key of the app was made or ended, or the app was activated or deactivated: check its connections again. */
  | { readonly _tag: 'AccessChanged'; readonly appId: AppId }
  /** Messages of other processes may have been lost: everything that depends on messages reads storage again. */
  | { readonly _tag: 'MessagesMissed' };

/** Carries messages from publishers to listeners, in order. A message is only a hint; the truth is in storage. */
export interface EventBus {
  readonly publish: (message: BusMessage) => void;
  /** Returns a function that ends the subscription. */
  readonly subscribe: (listener: (message: BusMessage) => void) => () => void;
}
