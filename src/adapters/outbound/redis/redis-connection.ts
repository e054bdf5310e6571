import { Redis } from 'ioredis';
import type { Logger } from '../../../application/ports/logger.js';

/** Two connections to a Redis: one for commands, one that hears of what is published. */
export interface RedisConnection {
  readonly commands: Redis;
  readonly subscriber: Redis;
  /** Whether both connections stand. */
  readonly isUp: () => boolean;
  readonly close: () => void;
}

/** How long to wait before connecting again, in milliseconds, after so many attempts that failed. */
const pauseBefore = (attempts: number): number => Math.min(2_000, 50 * 2 ** Math.min(attempts, 6));

/** Whoever asks must not wait for a Redis that is gone, and a request is not to be held up for longer than this. */
const PATIENCE_MS = 500;
/** How often a connection that says nothing is asked whether it still stands. */
const HEARTBEAT_MS = 1_000;

/**
 * Connects in the background and again whenever the connection is lost; `onUp` is told each time both stand. Nothing waits
 * for Redis: while it is down each command is refused at once. Trouble is told in the log once, and so is its end.
 */
export const connectRedis = (url: string, logger: Logger, onUp: () => void): RedisConnection => {
  let up = false;
  let troubled = false;
  let closed = false;

  const open = (): Redis =>
    new Redis(url, {
      connectTimeout: 2_000,
      commandTimeout: PATIENCE_MS,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      autoResubscribe: false,
      retryStrategy: pauseBefore,
    });
  const commands = open();
  const subscriber = open();
  const both = [commands, subscriber];

  const look = (): void => {
    const stands = both.every(({ status }) => status === 'ready');
    if (stands === up || closed) return;
    up = stands;
    if (!up) {
      trouble('the connection was lost');
      return;
    }
    if (troubled) logger.info({}, 'Redis is back');
    troubled = false;
    onUp();
  };

  const trouble = (cause: string): void => {
    if (troubled || closed) return;
    troubled = true;
    logger.warn({ cause }, 'Redis is out of reach; this process goes on by itself');
  };

  for (const connection of both) {
    connection.on('ready', look);
    connection.on('close', look);
    connection.on('error', (error: Error) => trouble(error.message));
  }

  // A connection whose other end has vanished looks as if it stood until somebody asks.
  const heartbeat = setInterval(() => {
    for (const connection of both) {
      if (connection.status === 'ready') connection.ping().catch(() => connection.disconnect(true));
    }
  }, HEARTBEAT_MS).unref();

  return {
    commands,
    subscriber,
    isUp: () => up,
    close: () => {
      closed = true;
      clearInterval(heartbeat);
      for (const connection of both) connection.disconnect();
    },
  };
};
