import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { memoryLimiter, type NewLimiter } from '../system/new-limiter.js';

/** Counts that all processes on the same Redis share. While it is down, each process counts alone. */
export const redisLimiter =
  (redis: Redis): NewLimiter =>
  (options, shared) =>
    new RateLimiterRedis({
      ...options,
      ...shared,
      storeClient: redis,
      insuranceLimiter: memoryLimiter(options),
      // Counts in memory at once, without waiting for the command's timeout.
      rejectIfRedisNotReady: true,
    });
