import * as E from 'fp-ts/lib/Either.js';
import { BUDGETS } from '../../../application/budgets.js';
import type { StreamPosition } from '../../../application/ports/event-log.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import { type CloseCode, TRY_AGAIN } from './close-codes.js';
import type { History } from './history.js';
import type { BoundedSink } from './sink.js';
import { type StartingPoint, seqToStartAfter } from './starting-point.js';
import { concerns, helloMessage, type Interest, resetMessage, type StreamItem } from './stream-item.js';

/** One client of an app's stream: it gets each event that concerns it, once and in order. */
export interface Subscriber {
  /** What the client's key gives access to. */
  readonly access: KeyAccess;
  /** Sends the missed events, then new ones as they are committed. */
  readonly begin: () => Promise<void>;
  /** Takes events as they are committed, in order. A gap before them is filled from the log. */
  readonly offer: (items: readonly StreamItem[]) => void;
  /** The client has taken what was buffered. */
  readonly drained: () => void;
  /** The connection is closed; nothing more is sent. */
  readonly closed: () => void;
  /** Closes the connection. */
  readonly end: (why: CloseCode) => void;
}

export interface SubscriberDeps {
  readonly access: KeyAccess;
  readonly history: Pick<History, 'take' | 'page' | 'position'>;
  readonly sink: BoundedSink;
  /** Called for every event that is sent. */
  readonly noteSent: () => void;
  readonly interest: Interest;
  readonly start: StartingPoint;
  /** Whether the client is sent the position of the stream first (subprotocol cti.v1). */
  readonly hello: boolean;
}

/** How far a subscriber is. */
interface Subscription extends SubscriberDeps {
  /** The `seq` of the last event that was sent or passed over. */
  sent: number;
  /** The `seq` of the newest known event. */
  newest: number;
  live: boolean;
  open: boolean;
  /** Continues what waits for the client to take more. */
  resume: () => void;
}

/**
 * The log holds every event, and the bus only says that there are new ones. So the step from history to live needs no buffer:
 *
 * (a) while the client is brought up to date, an offer only moves `newest`: the offered events are in the log;
 * (b) the log is read after `sent`, in steps in which the apps take turns, and each event is sent once the client has taken enough of
 *     those before it. A client that waits to take more keeps only its place;
 * (c) when `sent` has reached `newest`, the client is live; nothing can move `newest` in between, because no step waits;
 * (d) an offer that does not follow directly on `sent`, or for which the client has no room, goes back to (b).
 */
export const makeSubscriber = (deps: SubscriberDeps): Subscriber => {
  const subscription: Subscription = {
    ...deps,
    sent: 0,
    newest: 0,
    live: false,
    open: true,
    resume: () => undefined,
  };
  return {
    access: deps.access,
    begin: () => endOnBug(subscription, begin),
    offer: (items) => offer(subscription, items),
    drained: () => subscription.resume(),
    closed: () => close(subscription),
    end: (why) => end(subscription, why),
  };
};

const begin = async (subscription: Subscription): Promise<void> => {
  const { access, history, sink, start, hello } = subscription;
  if (hello) sink.together(() => sink.send(helloMessage(access.appId, start.position)));
  const after = seqToStartAfter(start);
  if (after === null) reset(subscription, start.position);
  else subscription.sent = after;

  // Events that were committed before this subscriber was offered any.
  const position = await history.position(access.appId)();
  if (!subscription.open) return;
  if (E.isLeft(position)) return end(subscription, TRY_AGAIN);
  subscription.newest = Math.max(subscription.newest, position.right.seq);
  await catchUp(subscription);
};

const catchUp = async (subscription: Subscription): Promise<void> => {
  subscription.live = false;
  while (subscription.open && subscription.sent < subscription.newest) {
    await roomForMore(subscription);
    await subscription.history.take(subscription.access.appId, () => nextStep(subscription));
  }
  subscription.live = subscription.open;
};

const nextStep = async (subscription: Subscription): Promise<void> => {
  if (!subscription.open) return;
  const page = await subscription.history.page(subscription.access.appId, subscription.sent)();
  if (!subscription.open) return;
  if (E.isLeft(page)) return end(subscription, TRY_AGAIN);
  if (page.right._tag === 'Gone') reset(subscription, page.right.position);
  else deliverWhileRoom(subscription, page.right.items);
};

const deliverWhileRoom = (subscription: Subscription, items: readonly StreamItem[]): void =>
  subscription.sink.together(() => {
    for (const item of items) {
      if (!hasRoom(subscription)) return;
      deliver(subscription, item);
    }
  });

/** Whether the client has taken enough to be sent more of the history. */
const hasRoom = ({ open, sink }: Subscription): boolean => open && sink.buffered() <= BUDGETS.historyBytes;

const roomForMore = async (subscription: Subscription): Promise<void> => {
  while (subscription.open && !hasRoom(subscription)) {
    await new Promise<void>((resolve) => {
      subscription.resume = resolve;
    });
  }
};

const offer = (subscription: Subscription, items: readonly StreamItem[]): void => {
  const last = items.at(-1)?.seq ?? 0;
  subscription.newest = Math.max(subscription.newest, last);
  if (!subscription.open || !subscription.live || last <= subscription.sent) return;
  subscription.sink.together(() => {
    for (const item of items) {
      if (!subscription.live || !subscription.open) return;
      const isNext = item.seq === subscription.sent + 1;
      if (item.seq > subscription.sent && (!isNext || subscription.sink.isFull())) void endOnBug(subscription, catchUp);
      else if (isNext) deliver(subscription, item);
    }
  });
};

const deliver = (subscription: Subscription, item: StreamItem): void => {
  subscription.sent = item.seq;
  if (!concerns(subscription.interest, item)) return;
  subscription.noteSent();
  subscription.sink.send(item);
};

/** Events that the client asked for are gone: it has to read the state, and gets the events after this position. */
const reset = (subscription: Subscription, position: StreamPosition): void => {
  subscription.sink.together(() => subscription.sink.send(resetMessage(position)));
  subscription.sent = position.seq;
};

const end = (subscription: Subscription, why: CloseCode): void => {
  if (!subscription.open) return;
  close(subscription);
  subscription.sink.end(why);
};

const close = (subscription: Subscription): void => {
  subscription.open = false;
  subscription.resume();
};

/** An exception is a bug of ours, such as an event that has no JSON. It ends this connection, not the process. */
const endOnBug = (subscription: Subscription, work: (subscription: Subscription) => Promise<void>): Promise<void> =>
  work(subscription).catch(() => end(subscription, TRY_AGAIN));
