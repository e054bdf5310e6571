import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Busy } from '../../application/ingest-webhook.js';
import type { AppId } from '../../domain/ids.js';
import { type Problem, problem } from './problem.js';
import type { Reply } from './reply.js';

/** What is left of a minute's requests. */
export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the minute is over. */
  readonly resetSeconds: number;
}

/** Counts a request against whoever the key names; null where there is no limit. */
export type RateLimit = (key: string) => Promise<Allowance | null>;

const MINUTE_SECONDS = 60;

/** So many requests a minute for each key; 0 sets no limit. */
export const makeRateLimit = (perMinute: number): RateLimit => {
  if (perMinute === 0) return () => Promise.resolve(null);
  const limiter = new RateLimiterMemory({ points: perMinute, duration: MINUTE_SECONDS });
  const allowance = (allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Allowance => ({
    allowed,
    limit: perMinute,
    remaining: Math.max(0, remainingPoints),
    resetSeconds: Math.ceil(msBeforeNext / 1000),
  });
  return async (key) => {
    try {
      return allowance(true, await limiter.consume(key));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return allowance(false, refusal);
      throw refusal;
    }
  };
};

/** The headers that tell a client where it stands. */
export const limitHeaders = ({ limit, remaining, resetSeconds }: Allowance): Readonly<Record<string, string>> => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(resetSeconds),
});

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
  (appId: AppId | null): TaskEither<Busy, void> =>
  async () => {
    const allowance = await limit(`app ${appId ?? 'unknown'}`);
    return allowance === null || allowance.allowed
      ? E.right(undefined)
      : E.left({ _tag: 'Busy', retryAfterSeconds: allowance.resetSeconds });
  };
