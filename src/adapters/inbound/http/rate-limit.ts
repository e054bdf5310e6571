import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type IRateLimiterOptions, type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Allowance, Busy } from '../../../application/events/ingest-webhook.js';
import type { AppId } from '../../../domain/ids.js';
import { limitHeaders } from './limit-headers.js';
import { overLimit } from './problem.js';
import { type Answering, asTask } from './route.js';

/** A counted request: whether it is within the limit, and how many are left. */
export interface Counted extends Allowance {
  readonly allowed: boolean;
}

/** Counts a request against the key; null where there is no limit. */
export type RateLimit = (key: string) => Promise<Counted> | null;

/**
 * Makes a counter. `consume` resolves within the limit and rejects with a `RateLimiterRes` above it. A counter that several
 * processes share does not ask the others about a key that has made `inMemoryBlockOnConsumed` requests.
 */
export type NewLimiter = (
  options: IRateLimiterOptions,
  shared: { readonly inMemoryBlockOnConsumed: number },
) => Pick<RateLimiterAbstract, 'consume'>;

const MINUTE_SECONDS = 60;

/** A limit of requests a minute for each key; 0 sets none. `name` separates its counts from those of other limits. */
export const makeRateLimit = (name: string, perMinute: number, newLimiter: NewLimiter): RateLimit => {
  if (perMinute === 0) return () => null;
  const limiter = newLimiter(
    { keyPrefix: `cti:limit:${name}`, points: perMinute, duration: MINUTE_SECONDS },
    { inMemoryBlockOnConsumed: perMinute + 1 },
  );
  return async (key) => {
    try {
      return counted(true, perMinute, await limiter.consume(key));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return counted(false, perMinute, refusal);
      throw refusal;
    }
  };
};

const counted = (allowed: boolean, limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): Counted => ({
  allowed,
  limit,
  remaining: Math.max(0, remainingPoints),
  resetSeconds: Math.ceil(msBeforeNext / 1000),
});

/** Counts a request and lets it through if it is within the limit. Either way the answer's headers say how many are left. */
export const limited = (limit: RateLimit, key: string, proceed: () => Answering): Answering => {
  const counting = limit(key);
  if (counting === null) return proceed();
  return async () => {
    const allowance = await counting;
    const headers = limitHeaders(allowance);
    if (!allowance.allowed) {
      return E.left(overLimit(`Over the limit of ${allowance.limit} requests a minute.`, allowance));
    }
    const outcome = await asTask(proceed())();
    return E.isLeft(outcome)
      ? E.left({ ...outcome.left, headers: { ...headers, ...outcome.left.headers } })
      : E.right({ ...outcome.right, headers: { ...headers, ...outcome.right.headers } });
  };
};

/** Counts authentic webhooks by app. Above the limit they get a 503: Dialpad sends again after that, and never after a 429. */
export const webhookAdmission =
  (limit: RateLimit) =>
  (appId: AppId | null): TaskEither<Busy, Allowance | null> =>
  async () => {
    const allowance = await limit(`app ${appId ?? 'unknown'}`);
    return allowance === null || allowance.allowed ? E.right(allowance) : E.left({ _tag: 'Busy', allowance });
  };
