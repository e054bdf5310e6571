import type { Redis } from 'ioredis';
import {
  type IRateLimiterOptions,
  type IRateLimiterRedisOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
} from 'rate-limiter-flexible';

/** A rate limiter whose counts all processes on the same Redis share. Without Redis, or while it is down, each process counts alone. */
export const sharedLimiter = (
  options: IRateLimiterOptions,
  redis: Redis | null,
  withRedis: Partial<IRateLimiterRedisOptions> = {},
): RateLimiterAbstract => {
  const inMemory = new RateLimiterMemory(options);
  return redis === null
    ? inMemory
    : new RateLimiterRedis({
        ...options,
        ...withRedis,
        storeClient: redis,
        insuranceLimiter: inMemory,
        // Counts in memory at once, without waiting for the command's timeout.
        rejectIfRedisNotReady: true,
      });
};
