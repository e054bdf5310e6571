import { Redis } from 'ioredis';
import type { Logger } from '../../../application/ports/logger.js';
import { makeOutageLog } from '../system/outage-log.js';
import { reconnectPause } from '../system/reconnect-pause.js';

/** Two connections to a Redis: one for commands and one for subscriptions, which can send no other commands. */
export interface RedisConnection {
  readonly commands: Redis;
  readonly subscriber: Redis;
  /** Whether both connections are ready. */
  readonly isUp: () => boolean;
  readonly close: () => void;
}

/** How often each connection is checked with a ping, in milliseconds. */
const HEARTBEAT_MS = 1_000;

/** A command fails at once while Redis is down, and after half a second if Redis does not answer: no request waits for Redis. */
const OPTIONS = {
  connectTimeout: 2_000,
  commandTimeout: 500,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResubscribe: false,
  retryStrategy: reconnectPause,
};

/**
 * Connects in the background, and again whenever a connection is lost. `onUp` is called each time both connections have become ready.
 * An outage is logged once when it begins and once when it ends.
 */
export const connectRedis = (url: string, logger: Logger, onUp: () => void): RedisConnection => {
  const commands = new Redis(url, OPTIONS);
  const subscriber = new Redis(url, OPTIONS);
  const both = [commands, subscriber];
  const outage = makeOutageLog('Redis', logger);
  let up = false;
  let closed = false;

  const update = (): void => {
    const ready = both.every(({ status }) => status === 'ready');
    if (ready === up || closed) return;
    up = ready;
    if (!up) {
      outage.begin('the connection was lost');
      return;
    }
    outage.end();
    onUp();
  };

  for (const connection of both) {
    connection.on('ready', update);
    connection.on('close', update);
    connection.on('error', (error: Error) => {
      if (!closed) outage.begin(error.message);
    });
  }
  const stopHeartbeat = startHeartbeat(both);

  return {
    commands,
    subscriber,
    isUp: () => up,
    close: () => {
      closed = true;
      stopHeartbeat();
      for (const connection of both) connection.disconnect();
    },
  };
};

/** Reconnects a connection whose other end has vanished: without a ping it would look ready for a long time. */
const startHeartbeat = (connections: readonly Redis[]): (() => void) => {
  const heartbeat = setInterval(() => {
    for (const connection of connections) {
      if (connection.status === 'ready') connection.ping().catch(() => connection.disconnect(true));
    }
  }, HEARTBEAT_MS).unref();
  return () => clearInterval(heartbeat);
};
