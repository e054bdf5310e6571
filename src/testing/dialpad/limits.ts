import type { Timestamp } from '../../domain/timestamp.js';

/** How many requests are answered in how long. */
export interface Limit {
  readonly most: number;
  readonly withinMs: number;
}

/** Dialpad's limits: over everything, and of the calls that have one of their own. */
export interface Limits {
  readonly overall: Limit;
  /** By method and path with `:id` in it: `GET /api/v2/call/:id`. */
  readonly each: Readonly<Record<string, Limit>>;
}

const MINUTE = 60_000;

/** As Dialpad publishes them. */
export const DIALPAD_LIMITS: Limits = {
  overall: { most: 20, withinMs: 1_000 },
  each: {
    'GET /api/v2/call/:id': { most: 10, withinMs: MINUTE },
    'POST /api/v2/webhooks': { most: 100, withinMs: MINUTE },
  },
};

/** Counts the requests of one company, each in the range that ends with it. */
export const limiterOf = (limits: Limits | null) => {
  const seen = new Map<string, Timestamp[]>();

  const waitFor = (name: string, { most, withinMs }: Limit, now: Timestamp): number => {
    const times = (seen.get(name) ?? []).filter((at) => at > now - withinMs);
    seen.set(name, times);
    const oldest = times[times.length - most];
    return oldest === undefined ? 0 : oldest + withinMs - now;
  };

  return {
    /** Takes a request in, or says in how many milliseconds another one may come; a refused one does not count. */
    take: (route: string, now: Timestamp): number => {
      if (limits === null) return 0;
      const own = limits.each[route];
      const wait = Math.max(waitFor('overall', limits.overall, now), own === undefined ? 0 : waitFor(route, own, now));
      if (wait > 0) return wait;
      seen.get('overall')?.push(now);
      seen.get(route)?.push(now);
      return 0;
    },
    clear: () => seen.clear(),
  };
};
