import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { RateLimiterQueue } from 'rate-limiter-flexible';
import type { Access, PhoneSystemUnavailable } from '../../../../application/ports/phone-system.js';
import type { NewLimiter } from '../../system/new-limiter.js';
import { unavailable } from './unavailable.js';

/** How many requests are allowed within how many seconds. */
export interface Allowance {
  readonly requests: number;
  readonly seconds: number;
}

/** Dialpad's limits: one for all requests together, and lower ones for some requests by their name. */
export interface Allowances {
  readonly overall: Allowance;
  readonly byName: Readonly<Record<string, Allowance>>;
}

/** From developers.dialpad.com/docs/rate-limits and the reference of each request. Requests not listed have 1200 a minute, as `overall`. */
export const PUBLISHED: Allowances = {
  overall: { requests: 20, seconds: 1 },
  byName: {
    'GET /call/{id}': { requests: 10, seconds: 60 },
    'POST /webhooks': { requests: 100, seconds: 60 },
    'PUT /call/{id}/labels': { requests: 250, seconds: 60 },
  },
};

/** Waits until a request may be sent; requests of one access are sent in order. Refused where too many wait already. */
export type RequestLimits = (access: Access, name: string) => TaskEither<PhoneSystemUnavailable, void>;

/** The queue holds as many requests as about this time allows, but at least `MIN_QUEUE`, so that a low limit has a queue too. */
const MAX_WAIT_SECONDS = 30;
const MIN_QUEUE = 10;

/** Limits the requests of each access. Processes share the limits where their limiters share counts. */
export const makeRequestLimits = (newLimiter: NewLimiter, allowances: Allowances = PUBLISHED): RequestLimits => {
  const overall = makeTurns('all', allowances.overall, newLimiter);
  const byName = new Map(
    Object.entries(allowances.byName).map(([name, allowance]) => [name, makeTurns(name, allowance, newLimiter)]),
  );
  return (access, name) => async () => {
    const key = keyOf(access);
    const admitted = (await byName.get(name)?.(key)) ?? E.right(undefined);
    return E.isLeft(admitted) ? admitted : overall(key);
  };
};

/** A hash, so that Redis never holds a token. */
const keyOf = ({ token }: Access): string => createHash('sha256').update(token).digest('hex').slice(0, 32);

type Turns = (key: string) => Promise<E.Either<PhoneSystemUnavailable, void>>;

interface Queue {
  readonly turns: RateLimiterQueue;
  waiting: number;
}

const makeTurns = (name: string, { requests, seconds }: Allowance, newLimiter: NewLimiter): Turns => {
  const limiter = newLimiter({ keyPrefix: `cti:dialpad:limit:${name}`, points: requests, duration: seconds });
  const maxQueueSize = Math.max(MIN_QUEUE, Math.ceil((requests * MAX_WAIT_SECONDS) / seconds));
  // One queue for each access that waits. The library's own would grow by a queue for every token ever used, and tokens change hourly.
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
