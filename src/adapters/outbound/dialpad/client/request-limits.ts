import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Redis } from 'ioredis';
import { RateLimiterQueue } from 'rate-limiter-flexible';
import type { Access, PhoneSystemUnavailable } from '../../../../application/ports/phone-system.js';
import { sharedLimiter } from '../../redis/shared-limiter.js';
import { unavailable } from './unavailable.js';

/** So many requests within so many seconds. */
export interface Allowance {
  readonly requests: number;
  readonly seconds: number;
}

/** What Dialpad publishes: over everything, and for what it allows less of, by the request's name. */
export interface Allowances {
  readonly overall: Allowance;
  readonly byName: Readonly<Record<string, Allowance>>;
}

/** developers.dialpad.com/docs/rate-limits, and the descriptions of the requests; the others have the 1200 a minute of `overall`. */
export const PUBLISHED: Allowances = {
  overall: { requests: 20, seconds: 1 },
  byName: {
    'GET /call/{id}': { requests: 10, seconds: 60 },
    'POST /webhooks': { requests: 100, seconds: 60 },
  },
};

/** Waits for a request's turn; those of one access have their turns in order. Refused where the wait would be long. */
export type RequestLimits = (access: Access, name: string) => TaskEither<PhoneSystemUnavailable, void>;

/** Requests that wait: about half a minute's, and enough that a slow allowance still has a queue. */
const WAIT_SECONDS = 30;
const SHORTEST_QUEUE = 10;

/**
 * Keeps requests within the allowances of each access. With a Redis the processes that share it keep within them together; while it is
 * down each does by itself.
 */
export const makeRequestLimits = (redis: Redis | null, allowances: Allowances = PUBLISHED): RequestLimits => {
  const overall = makeTurns('all', allowances.overall, redis);
  const byName = new Map(
    Object.entries(allowances.byName).map(([name, allowance]) => [name, makeTurns(name, allowance, redis)]),
  );
  return (access, name) => async () => {
    const key = keyOf(access);
    const admitted = (await byName.get(name)?.(key)) ?? E.right(undefined);
    return E.isLeft(admitted) ? admitted : overall(key);
  };
};

/** Redis is given no token, only what tells one from another. */
const keyOf = ({ token }: Access): string => createHash('sha256').update(token).digest('hex').slice(0, 32);

type Turns = (key: string) => Promise<E.Either<PhoneSystemUnavailable, void>>;

interface Queue {
  readonly turns: RateLimiterQueue;
  waiting: number;
}

const makeTurns = (name: string, { requests, seconds }: Allowance, redis: Redis | null): Turns => {
  const limiter = sharedLimiter({ keyPrefix: `cti:dialpad:limit:${name}`, points: requests, duration: seconds }, redis);
  const maxQueueSize = Math.max(SHORTEST_QUEUE, Math.ceil((requests * WAIT_SECONDS) / seconds));
  // One for each access that waits. The library's own would keep one for every access there ever was, and tokens change by the hour.
  const queues = new Map<string, Queue>();

  return async (key) => {
    const queue = queues.get(key) ?? { turns: new RateLimiterQueue(limiter, { maxQueueSize }), waiting: 0 };
    queues.set(key, queue);
    queue.waiting += 1;
    try {
      await queue.turns.removeTokens(1, key);
      return E.right(undefined);
    } catch {
      return E.left(unavailable(`${name}: too many requests wait for their turn already`, seconds * 1000));
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(key);
    }
  };
};
