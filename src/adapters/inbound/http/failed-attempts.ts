import type { Allowance } from '../../../application/events/ingest-webhook.js';
import { networkOf } from './client-address.js';
import { limitHeaders } from './limit-headers.js';
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

const MINUTE_MS = 60_000;

/** Networks that are counted one by one. Beyond it new ones are counted together, until the minute of another is over. */
const MAX_NETWORKS = 10_000;
const THE_OTHERS = '';

/** Failures of one network in its current minute. */
interface Count {
  failures: number;
  readonly endsAt: number;
}

/** Counts up to `perMinute` failures a minute for each network; 0 sets no limit. `stopwatch` is in milliseconds since any moment. */
export const makeFailedAttempts = (perMinute: number, stopwatch: () => number): FailedAttempts => {
  if (perMinute === 0) return { refusal: () => null, note: (_address, refused) => refused };
  /** The one that ends first comes first. */
  const counts = new Map<string, Count>();

  const current = (address: string, now: number): Count | undefined => {
    for (const [network, { endsAt }] of counts) {
      if (endsAt > now) break;
      counts.delete(network);
    }
    return counts.get(nameOf(address));
  };

  const nameOf = (address: string): string => {
    const network = networkOf(address);
    return counts.has(network) || counts.size < MAX_NETWORKS ? network : THE_OTHERS;
  };

  const allowance = ({ failures, endsAt }: Count, now: number): Allowance => ({
    limit: perMinute,
    remaining: Math.max(0, perMinute - failures),
    resetSeconds: Math.ceil((endsAt - now) / 1000),
  });

  return {
    refusal: (address) => {
      if (counts.size === 0) return null;
      const now = stopwatch();
      const count = current(address, now);
      return count === undefined || count.failures < perMinute
        ? null
        : overLimit(`Over the limit of ${perMinute} failed attempts a minute.`, allowance(count, now));
    },
    note: (address, refused) => {
      const now = stopwatch();
      const count = current(address, now) ?? { failures: 0, endsAt: now + MINUTE_MS };
      count.failures += 1;
      counts.set(nameOf(address), count);
      return { ...refused, headers: { ...limitHeaders(allowance(count, now)), ...refused.headers } };
    },
  };
};
