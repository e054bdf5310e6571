import type { Timestamp } from '../../domain/timestamp.js';

/** How many requests are answered within how long. */
export interface Limit {
  /** Requests. */
  readonly most: number;
  readonly withinMs: number;
}

/** Dialpad's limits: one over all requests, and one for each operation that has its own. */
export interface Limits {
  readonly overall: Limit;
  /** By the name of the operation: `GET /api/v2/call/:id`. */
  readonly each: Readonly<Record<string, Limit>>;
}

const MINUTE = 60_000;

/** The limits that Dialpad publishes (developers.dialpad.com/docs/rate-limits). */
export const DIALPAD_LIMITS: Limits = {
  overall: { most: 20, withinMs: 1_000 },
  each: {
    'GET /api/v2/call/:id': { most: 10, withinMs: MINUTE },
    'POST /api/v2/webhooks': { most: 100, withinMs: MINUTE },
    'POST /api/v2/call': { most: 5, withinMs: MINUTE },
    'PUT /api/v2/call/:id/labels': { most: 250, withinMs: MINUTE },
  },
};

/** Limits the requests of one company, counted in a sliding window. */
export const makeLimiter = (limits: Limits | null) => {
  const seen = new Map<string, Timestamp[]>();

  const waitFor = (name: string, { most, withinMs }: Limit, now: Timestamp): number => {
    const times = (seen.get(name) ?? []).filter((at) => at > now - withinMs);
    seen.set(name, times);
    const oldest = times[times.length - most];
    return oldest === undefined ? 0 : oldest + withinMs - now;
  };

  return {
    /**
     * Counts a request and returns 0, or returns the milliseconds after which it may come again; a refused request does not count. `whose`
     * tells apart those for whom the operation has a limit each; by default it has one for the company.
     */
    take: (operation: string, now: Timestamp, whose = ''): number => {
      if (limits === null) return 0;
      const limit = limits.each[operation];
      const wait = Math.max(
        waitFor('overall', limits.overall, now),
        limit === undefined ? 0 : waitFor(operation + whose, limit, now),
      );
      if (wait > 0) return wait;
      seen.get('overall')?.push(now);
      seen.get(operation + whose)?.push(now);
      return 0;
    },
    clear: () => seen.clear(),
  };
};
