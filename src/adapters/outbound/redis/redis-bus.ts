import type { EventBus } from '../../../application/ports/event-bus.js';
import type { Logger } from '../../../application/ports/logger.js';
import { type JoinedBus, joinedBus, type Link, type LinkEvents } from '../system/joined-bus.js';
import { connectRedis, type RedisConnection } from './redis-connection.js';

const CHANNEL = 'cti:notices';

/** A bus between processes, and its connection, which tickets and rate limits use too. */
export interface RedisBus extends JoinedBus {
  readonly redis: RedisConnection;
}

/** Joins processes by a Redis. */
export const redisBus = (url: string, local: EventBus, origin: string, logger: Logger): RedisBus => {
  // Messages published before the subscription is confirmed do not arrive.
  let missed = (): void => undefined;
  const redis = connectRedis(url, logger, () => {
    redis.subscriber.subscribe(CHANNEL).then(
      () => missed(),
      () => redis.subscriber.disconnect(true),
    );
  });
  const link = (events: LinkEvents): Link => {
    missed = events.missed;
    redis.subscriber.on('message', (_channel: string, text: string) => events.heard(text));
    return {
      send: (_key, text) => void redis.commands.publish(CHANNEL, text).catch(() => undefined),
      isUp: redis.isUp,
      close: redis.close,
    };
  };
  return { redis, ...joinedBus(local, origin, link) };
};
