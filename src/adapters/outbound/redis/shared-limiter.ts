import type { Redis } from 'ioredis';
import {
  type IRateLimiterOptions,
  type IRateLimiterRedisOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
} from 'rate-limiter-flexible';

/** Counts for the processes that share a Redis together; while it is down, and where there is none, each process counts by itself. */
export const sharedLimiter = (
  options: IRateLimiterOptions,
  redis: Redis | null,
  withRedis: Partial<IRateLimiterRedisOptions> = {},
): RateLimiterAbstract => {
  const ofProcess = new RateLimiterMemory(options);
  return redis === null
    ? ofProcess
    : new RateLimiterRedis({
        ...options,
        ...withRedis,
        storeClient: redis,
        insuranceLimiter: ofProcess,
        // Not after the driver's patience, but at once.
        rejectIfRedisNotReady: true,
      });
};
