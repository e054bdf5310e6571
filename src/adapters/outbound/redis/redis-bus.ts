import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { BusMessage, EventBus } from '../../../application/ports/event-bus.js';
import type { Logger } from '../../../application/ports/logger.js';
import { AppId } from '../../../domain/ids.js';
import { parseJson } from '../../wire/parse-json.js';
import { connectRedis, type RedisConnection } from './redis-connection.js';

const CHANNEL = 'cti:notices';

/** How often subscribers are made to check the storage themselves while Redis is down, in milliseconds. */
const CHECK_EVERY_MS = 1_000;

/** What is published in Redis: that something happened, but none of its content. Calls and messages stay in storage. */
const Envelope = t.type({
  /** The id of the process that published it. */
  origin: t.string,
  notice: t.union([
    t.type({ _tag: t.literal('StreamMoved'), appId: AppId, seq: t.number }),
    t.type({ _tag: t.literal('AccessChanged'), appId: AppId }),
  ]),
});

/** A bus between processes, and its connection, which tickets and rate limits use too. */
export interface RedisBus extends EventBus {
  readonly redis: RedisConnection;
  readonly close: () => void;
}

/**
 * Joins the local buses of several processes. A message reaches the subscribers of its own process at once, even while Redis is down,
 * and those of the other processes through Redis. Whenever messages may have been lost, `MessagesMissed` is published locally.
 */
export const redisBus = (url: string, local: EventBus, origin: string, logger: Logger): RedisBus => {
  const publishMissed = (): void => local.publish({ _tag: 'MessagesMissed' });

  const redis = connectRedis(url, logger, () => {
    // Messages published before the subscription is confirmed do not arrive.
    redis.subscriber.subscribe(CHANNEL).then(publishMissed, () => redis.subscriber.disconnect(true));
  });

  redis.subscriber.on('message', (_channel: string, text: string) => {
    const envelope = Envelope.decode(O.toNullable(parseJson(text)));
    if (E.isRight(envelope) && envelope.right.origin !== origin) local.publish(envelope.right.notice);
  });

  const checking = setInterval(() => {
    if (!redis.isUp()) publishMissed();
  }, CHECK_EVERY_MS).unref();

  return {
    redis,
    subscribe: local.subscribe,
    publish: (message) => {
      local.publish(message);
      const outgoing = outgoingOf(message);
      // Lost while Redis is down. The other processes check the storage themselves then.
      if (outgoing !== null)
        redis.commands.publish(CHANNEL, JSON.stringify({ origin, notice: outgoing })).catch(() => undefined);
    },
    close: () => {
      clearInterval(checking);
      redis.close();
    },
  };
};

/** What other processes get of a message of this process; null for nothing. */
const outgoingOf = (message: BusMessage): t.TypeOf<typeof Envelope>['notice'] | null => {
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
