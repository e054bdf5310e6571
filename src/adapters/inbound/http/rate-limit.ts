import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type IRateLimiterOptions, type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Allowance, Busy } from '../../../application/events/ingest-webhook.js';
import type { AppId } from '../../../domain/ids.js';
import { limitHeaders } from './limit-headers.js';
import { makeMinuteCounts } from './minute-counts.js';
import { overLimit, type Problem } from './problem.js';
import type { Reply } from './reply.js';
import { type Answering, asTask, isPending } from './route.js';

/** A counted request: whether it is within the limit, and how many are left. */
export interface Counted extends Allowance {
  readonly allowed: boolean;
}

/** Counts a request against the key; null where there is no limit. Only what processes count together has to be waited for. */
export type RateLimit = (key: string) => Counted | Promise<Counted> | null;

/**
 * Makes a counter. `consume` resolves within the limit and rejects with a `RateLimiterRes` above it. A counter that several
 * processes share does not ask the others about a key that has made `inMemoryBlockOnConsumed` requests.
 */
export type NewLimiter = (
  options: IRateLimiterOptions,
  shared: { readonly inMemoryBlockOnConsumed: number },
) => Pick<RateLimiterAbstract, 'consume'>;

const MINUTE_SECONDS = 60;

/** A limit of requests a minute for each key, counted in this process; 0 sets none. */
export const makeOwnRateLimit = (perMinute: number, stopwatch: () => number): RateLimit => {
  if (perMinute === 0) return () => null;
  const counts = makeMinuteCounts(stopwatch);
  return (key) => {
    const { times, resetSeconds } = counts.add(key);
    return {
      allowed: times <= perMinute,
      limit: perMinute,
      remaining: Math.max(0, perMinute - times),
      resetSeconds,
    };
  };
};

/**
 * A limit of requests a minute for each key, counted by processes together; 0 sets none. `name` separates its counts from those of other
 * limits.
 */
export const makeSharedRateLimit = (name: string, perMinute: number, newLimiter: NewLimiter): RateLimit => {
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
  return counting instanceof Promise
    ? async () => asTask(within(await counting, proceed))()
    : within(counting, proceed);
};

const within = (allowance: Counted, proceed: () => Answering): Answering => {
  if (!allowance.allowed) {
    return E.left(overLimit(`Over the limit of ${allowance.limit} requests a minute.`, allowance));
  }
  const headers = limitHeaders(allowance);
  const withHeaders = E.bimap(
    (refused: Problem): Problem => ({ ...refused, headers: { ...headers, ...refused.headers } }),
    (reply: Reply): Reply => ({ ...reply, headers: { ...headers, ...reply.headers } }),
  );
  const answering = proceed();
  return isPending(answering) ? async () => withHeaders(await answering()) : withHeaders(answering);
};

/** Counts authentic webhooks by app. Above the limit they get a 503: Dialpad sends again after that, and never after a 429. */
export const webhookAdmission =
  (limit: RateLimit) =>
  (appId: AppId | null): TaskEither<Busy, Allowance | null> =>
  async () => {
    const allowance = await limit(`app ${appId ?? 'unknown'}`);
    return allowance === null || allowance.allowed ? E.right(allowance) : E.left({ _tag: 'Busy', allowance });
  };
