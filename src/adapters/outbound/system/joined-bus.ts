import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { BusMessage, EventBus } from '../../../application/ports/event-bus.js';
import { AppId } from '../../../domain/ids.js';
import { parseJson } from '../../wire/parse-json.js';

/** How often subscribers are made to check the storage themselves while the link is down, in milliseconds. */
const CHECK_EVERY_MS = 1_000;

/** What other processes are told: that something happened, but none of its content. Calls and messages stay in storage. */
const Notice = t.union([
  t.type({ _tag: t.literal('StreamMoved'), appId: AppId, seq: t.number }),
  t.type({ _tag: t.literal('AccessChanged'), appId: AppId }),
]);
type Notice = t.TypeOf<typeof Notice>;

const Envelope = t.type({
  /** The id of the process that published it. */
  origin: t.string,
  notice: Notice,
});

/** What carries texts to all processes, this one included. */
export interface Link {
  /** Does not wait, and loses the text while the link is down. One of the same `key` that has not gone out yet may be left out. */
  readonly send: (key: string, text: string) => void;
  readonly isUp: () => boolean;
  readonly close: () => void;
}

/** What a link calls. */
export interface LinkEvents {
  /** A text has arrived. */
  readonly heard: (text: string) => void;
  /** Texts may have been lost: to be called each time the link is up again. */
  readonly missed: () => void;
}

export interface JoinedBus extends EventBus {
  readonly isUp: () => boolean;
  readonly close: () => void;
}

/**
 * Joins the local buses of several processes by a link. A message reaches the subscribers of its own process at once, even while the
 * link is down, and those of the other processes through the link. Whenever messages may have been lost, `MessagesMissed` is published
 * locally.
 */
export const joinedBus = (local: EventBus, origin: string, connect: (events: LinkEvents) => Link): JoinedBus => {
  const missed = (): void => local.publish({ _tag: 'MessagesMissed' });
  const heard = (text: string): void => {
    const envelope = Envelope.decode(O.toNullable(parseJson(text)));
    if (E.isRight(envelope) && envelope.right.origin !== origin) local.publish(envelope.right.notice);
  };
  const link = connect({ heard, missed });
  const checking = setInterval(() => {
    if (!link.isUp()) missed();
  }, CHECK_EVERY_MS).unref();

  return {
    subscribe: local.subscribe,
    isUp: link.isUp,
    publish: (message) => {
      local.publish(message);
      const notice = noticeOf(message);
      // The other processes check the storage themselves while the link is down.
      if (notice !== null) link.send(`${notice._tag} ${notice.appId}`, JSON.stringify({ origin, notice }));
    },
    close: () => {
      clearInterval(checking);
      link.close();
    },
  };
};

/** What other processes get of a message of this process; null for nothing. */
const noticeOf = (message: BusMessage): Notice | null => {
  switch (message._tag) {
    case 'EventsCommitted': {
      const newest = message.events.at(-1);
      return newest === undefined ? null : { _tag: 'StreamMoved', appId: message.appId, seq: newest.seq };
    }
    case 'AccessChanged':
      return message;
    case 'StreamMoved':
    case 'MessagesMissed':
      return null;
    default:
      return message satisfies never;
  }
};
