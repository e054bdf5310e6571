import type { Allowance } from '../../../application/events/ingest-webhook.js';
import { networkOf } from './client-address.js';
import { limitHeaders } from './limit-headers.js';
import { type Count, makeMinuteCounts } from './minute-counts.js';
import { overLimit, type Problem } from './problem.js';

/**
 * Counts the attempts of each network that failed: a wrong key, ticket, secret or signature. What succeeds is not counted here, so that
 * nobody is locked out by a neighbour behind the same proxy.
 */
export interface FailedAttempts {
  /** The answer to a network that is over the limit, before any work is done for it; null for any other. */
  readonly refusal: (address: string) => Problem | null;
  /** Counts a failure, and adds to its answer how many are left. */
  readonly note: <A extends Pick<Problem, 'headers'>>(address: string, refused: A) => A;
}

/** Counts up to `perMinute` failures a minute for each network; 0 sets no limit. `stopwatch` is in milliseconds since any moment. */
export const makeFailedAttempts = (perMinute: number, stopwatch: () => number): FailedAttempts => {
  if (perMinute === 0) return { refusal: () => null, note: (_address, refused) => refused };
  const failures = makeMinuteCounts(stopwatch);
  const allowance = ({ times, resetSeconds }: Count): Allowance => ({
    limit: perMinute,
    remaining: Math.max(0, perMinute - times),
    resetSeconds,
  });
  return {
    refusal: (address) => {
      if (failures.isEmpty()) return null;
      const count = failures.of(networkOf(address));
      return count === null || count.times < perMinute
        ? null
        : overLimit(`Over the limit of ${perMinute} failed attempts a minute.`, allowance(count));
    },
    note: (address, refused) => {
      const count = failures.add(networkOf(address));
      return { ...refused, headers: { ...limitHeaders(allowance(count)), ...refused.headers } };
    },
  };
};
