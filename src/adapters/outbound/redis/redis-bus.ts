import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { BusMessage, EventBus } from '../../../application/ports/event-bus.js';
import type { Logger } from '../../../application/ports/logger.js';
import { AppId } from '../../../domain/ids.js';
import { parseJson } from '../../wire/parse-json.js';
import { connectRedis, type RedisConnection } from './redis-connection.js';

const CHANNEL = 'cti:notices';

/** While Redis is down, whatever notices keep up to date is looked at again so often instead. */
const LOOK_EVERY_MS = 1_000;

/** What goes over the wire: that something happened, never what. Calls and messages stay in storage. */
const Envelope = t.type({
  /** The process that says so. */
  origin: t.string,
  notice: t.union([
    t.type({ _tag: t.literal('StreamMoved'), appId: AppId, seq: t.number }),
    t.type({ _tag: t.literal('AccessChanged'), appId: AppId }),
  ]),
});

/** A bus between processes, and the connection that it shares with whatever else is kept in Redis. */
export interface RedisBus extends EventBus {
  readonly redis: RedisConnection;
  readonly close: () => void;
}

/**
 * Joins the local buses of several processes: what one publishes, the others hear. Within the process it is heard at once and
 * whether Redis is up or not. After each time that notices may have been lost, `MessagesMissed` is heard.
 */
export const redisBus = (url: string, local: EventBus, origin: string, logger: Logger): RedisBus => {
  const missed = (): void => local.publish({ _tag: 'MessagesMissed' });

  const redis = connectRedis(url, logger, () => {
    // What was said before the subscription stands was not heard.
    redis.subscriber.subscribe(CHANNEL).then(missed, () => redis.subscriber.disconnect(true));
  });

  redis.subscriber.on('message', (_channel: string, text: string) => {
    const envelope = Envelope.decode(O.toNullable(parseJson(text)));
    if (E.isRight(envelope) && envelope.right.origin !== origin) local.publish(envelope.right.notice);
  });

  const looking = setInterval(() => {
    if (!redis.isUp()) missed();
  }, LOOK_EVERY_MS).unref();

  return {
    redis,
    subscribe: local.subscribe,
    publish: (notice) => {
      local.publish(notice);
      const outgoing = outgoingOf(notice);
      // Lost where Redis is down; the others look by themselves then.
      if (outgoing !== null)
        redis.commands.publish(CHANNEL, JSON.stringify({ origin, notice: outgoing })).catch(() => undefined);
    },
    close: () => {
      clearInterval(looking);
      redis.close();
    },
  };
};

/** What other processes are told of a notice of ours. */
const outgoingOf = (notice: BusMessage): t.TypeOf<typeof Envelope>['notice'] | null => {
  switch (notice._tag) {
    case 'EventsCommitted': {
      const newest = notice.events.at(-1);
      return newest === undefined ? null : { _tag: 'StreamMoved', appId: notice.appId, seq: newest.seq };
    }
    case 'AccessChanged':
      return notice;
    case 'StreamMoved':
    case 'MessagesMissed':
      return null;
    default:
      return notice satisfies never;
  }
};
