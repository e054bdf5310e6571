import { type IRateLimiterOptions, type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';

/**
 * Makes a rate limiter. One whose counts processes share need not ask the others about a key that has made `inMemoryBlockOnConsumed`
 * requests.
 */
export type NewLimiter = (
  options: IRateLimiterOptions,
  shared?: { readonly inMemoryBlockOnConsumed: number },
) => RateLimiterAbstract;

/** Counts in this process. */
export const memoryLimiter: NewLimiter = (options) => new RateLimiterMemory(options);
