import { BUDGETS } from '../../../application/budgets.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { BusMessage, EventBus } from '../../../application/ports/event-bus.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { RecheckAccess } from '../../../application/tenants/authenticate-key.js';
import type { AppId } from '../../../domain/ids.js';
import { loopTurn } from '../turns.js';
import { GOING_AWAY } from './close-codes.js';
import type { History } from './history.js';
import { type KeyWatch, makeKeyWatch } from './key-watch.js';
import { makeStreamFollower, type StreamFollower } from './stream-follower.js';
import type { StreamItem } from './stream-item.js';
import type { Subscriber } from './subscriber.js';
import { makeSubscribers, type Subscribers } from './subscribers.js';

/** Offers the events of each app to its subscribers, and ends the subscribers whose key is no longer valid. */
export interface FanOut {
  readonly subscribe: (subscriber: Subscriber) => void;
  readonly unsubscribe: (subscriber: Subscriber) => void;
  /** How many subscribers there are. */
  readonly size: () => number;
  /** The `seq` of the newest event of an app that has subscribers, as far as it is known here; null if it is not. */
  readonly newest: (appId: AppId) => number | null;
  /** Whether the app may have another subscriber. */
  readonly hasRoomFor: (appId: AppId) => boolean;
  /** Ends every subscriber and stops listening to the bus. */
  readonly close: () => void;
}

/**
 * How often the log is checked for events that no bus message announced, in milliseconds: those of a process that died before it
 * could, or of the time when the bus was down.
 */
const CHECK_EVERY_MS = 1_000;

export const makeFanOut = (deps: {
  readonly bus: EventBus;
  readonly events: Pick<EventLog, 'newest'>;
  readonly history: Pick<History, 'take' | 'read'>;
  readonly recheck: RecheckAccess;
  readonly clock: Clock;
  /** In milliseconds, whatever happens to the clock. */
  readonly stopwatch: () => number;
  readonly maxConnectionsPerApp: number;
}): FanOut => {
  const subscribers = makeSubscribers();
  const keys = makeKeyWatch({ recheck: deps.recheck, clock: deps.clock });
  const follower = makeStreamFollower({
    events: deps.events,
    history: deps.history,
    followed: subscribers.apps,
    offer: (appId, items) => offerToAll(subscribers.of(appId), items, deps.stopwatch),
  });
  const checks = setInterval(() => void follower.checkLog(), CHECK_EVERY_MS).unref();
  const stopListening = deps.bus.subscribe((message) => handle(message, { subscribers, keys, follower }));

  return {
    subscribe: (subscriber) => {
      subscribers.add(subscriber);
      keys.watch(subscriber);
    },
    unsubscribe: (subscriber) => {
      const { appId } = subscriber.access;
      subscribers.delete(subscriber);
      if (subscribers.countOf(appId) === 0) follower.forget(appId);
      keys.unwatch(subscriber);
    },
    size: subscribers.size,
    newest: follower.newest,
    hasRoomFor: (appId) => subscribers.countOf(appId) < deps.maxConnectionsPerApp,
    close: () => {
      stopListening();
      clearInterval(checks);
      for (const appId of subscribers.apps()) for (const one of subscribers.of(appId)) one.end(GOING_AWAY);
    },
  };
};

/** Offers to as many subscribers as a turn of the event loop has time for, and to the rest in the next turns; null if there is no rest. */
export const offerToAll = (
  subscribers: readonly Pick<Subscriber, 'offer'>[],
  items: readonly StreamItem[],
  stopwatch: () => number,
): Promise<unknown> | null => {
  const until = stopwatch() + BUDGETS.turnMs;
  for (const [n, subscriber] of subscribers.entries()) {
    if (n > 0 && stopwatch() >= until) {
      return loopTurn().then(() => offerToAll(subscribers.slice(n), items, stopwatch));
    }
    subscriber.offer(items);
  }
  return null;
};

const handle = (
  message: BusMessage,
  { subscribers, keys, follower }: { subscribers: Subscribers; keys: KeyWatch; follower: StreamFollower },
): void => {
  switch (message._tag) {
    case 'EventsCommitted':
      if (subscribers.countOf(message.appId) > 0) follower.committed(message.appId, message.events);
      break;
    case 'StreamMoved':
      if (subscribers.countOf(message.appId) > 0) follower.moved(message.appId, message.seq);
      break;
    case 'AccessChanged':
      keys.recheckApp(message.appId);
      break;
    case 'MessagesMissed':
      void follower.checkLog();
      keys.recheckAll();
      break;
    default:
      message satisfies never;
  }
};
