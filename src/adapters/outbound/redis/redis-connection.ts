import { Redis } from 'ioredis';
import type { Logger } from '../../../application/ports/logger.js';

/** Two connections to a Redis: one for commands and one for subscriptions, which can send no other commands. */
export interface RedisConnection {
  readonly commands: Redis;
  readonly subscriber: Redis;
  /** Whether both connections are ready. */
  readonly isUp: () => boolean;
  readonly close: () => void;
}

/** How long to wait before the next attempt to connect, in milliseconds, after this many failed attempts. */
const pauseBefore = (attempts: number): number => Math.min(2_000, 50 * 2 ** Math.min(attempts, 6));

/** How often each connection is checked with a ping, in milliseconds. */
const HEARTBEAT_MS = 1_000;

/** A command fails at once while Redis is down, and after half a second if Redis does not answer: no request waits for Redis. */
const OPTIONS = {
  connectTimeout: 2_000,
  commandTimeout: 500,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResubscribe: false,
  retryStrategy: pauseBefore,
};

/**
 * Connects in the background, and again whenever a connection is lost. `onUp` is called each time both connections have become ready.
 * An outage is logged once when it begins and once when it ends.
 */
export const connectRedis = (url: string, logger: Logger, onUp: () => void): RedisConnection => {
  const commands = new Redis(url, OPTIONS);
  const subscriber = new Redis(url, OPTIONS);
  const both = [commands, subscriber];
  const outage = outageLog(logger);
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

/** Logs an outage once when it begins and once when it ends. */
const outageLog = (logger: Logger) => {
  let isDown = false;
  return {
    begin: (cause: string): void => {
      if (isDown) return;
      isDown = true;
      logger.warn({ cause }, 'Redis is out of reach; this process goes on by itself');
    },
    end: (): void => {
      if (isDown) logger.info({}, 'Redis is back');
      isDown = false;
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
