import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Redis } from 'ioredis';
import { type IRateLimiterOptions, RateLimiterRes } from 'rate-limiter-flexible';
import type { Allowance, Busy } from '../../../application/events/ingest-webhook.js';
import type { AppId } from '../../../domain/ids.js';
import { sharedLimiter } from '../../outbound/redis/shared-limiter.js';
import { limitHeaders } from './limit-headers.js';
import { type Problem, problem } from './problem.js';
import type { Reply } from './reply.js';

/** A request counted: whether it is within the limit, and what is left. */
export interface Counted extends Allowance {
  readonly allowed: boolean;
}

/** Counts a request against whoever the key names; null where there is no limit. */
export type RateLimit = (key: string) => Promise<Counted | null>;

const MINUTE_SECONDS = 60;

/**
 * So many requests a minute for each key; 0 sets no limit. `name` tells apart what is limited. With a Redis the processes that
 * share it count together; while it is down each counts by itself.
 */
export const makeRateLimit = (name: string, perMinute: number, redis: Redis | null): RateLimit => {
  if (perMinute === 0) return () => Promise.resolve(null);
  const options: IRateLimiterOptions = { keyPrefix: `cti:limit:${name}`, points: perMinute, duration: MINUTE_SECONDS };
  // Who is over the limit is turned away without asking Redis again.
  const limiter = sharedLimiter(options, redis, { inMemoryBlockOnConsumed: perMinute + 1 });
  const counted = (allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Counted => ({
    allowed,
    limit: perMinute,
    remaining: Math.max(0, remainingPoints),
    resetSeconds: Math.ceil(msBeforeNext / 1000),
  });
  return async (key) => {
    try {
      return counted(true, await limiter.consume(key));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return counted(false, refusal);
      throw refusal;
    }
  };
};

/** Counts a request, lets it through if it is within the limit, and tells the client where it stands either way. */
export const limited =
  (limit: RateLimit, key: string, proceed: () => TaskEither<Problem, Reply>): TaskEither<Problem, Reply> =>
  async () => {
    const allowance = await limit(key);
    if (allowance === null) return proceed()();
    const headers = limitHeaders(allowance);
    if (!allowance.allowed) return E.left(overLimit(allowance));
    const outcome = await proceed()();
    return E.isLeft(outcome)
      ? E.left({ ...outcome.left, headers: { ...headers, ...outcome.left.headers } })
      : E.right({ ...outcome.right, headers: { ...headers, ...outcome.right.headers } });
  };

const overLimit = (allowance: Allowance): Problem =>
  problem(429, `Over the limit of ${allowance.limit} requests a minute. Try again in ${allowance.resetSeconds} s.`, {
    headers: { ...limitHeaders(allowance), 'retry-after': String(allowance.resetSeconds) },
  });

/** Counts authentic webhooks by app. Dialpad repeats after a 503 and never after a 429, so that is what too many are told. */
export const webhookAdmission =
  (limit: RateLimit) =>
  (appId: AppId | null): TaskEither<Busy, Allowance | null> =>
  async () => {
    const allowance = await limit(`app ${appId ?? 'unknown'}`);
    return allowance === null || allowance.allowed ? E.right(allowance) : E.left({ _tag: 'Busy', allowance });
  };
