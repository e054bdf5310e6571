/** How many times a key was counted in its current minute. */
export interface Count {
  readonly times: number;
  /** Seconds until its minute is over. */
  readonly resetSeconds: number;
}

/** Counts by key, in this process, each over the minute that begins when it is first counted. */
export interface MinuteCounts {
  readonly add: (key: string) => Count;
  readonly isEmpty: () => boolean;
  /** Null if it was not counted in the last minute. */
  readonly of: (key: string) => Count | null;
}

const MINUTE_MS = 60_000;

/** Keys that are counted one by one. Beyond it new ones are counted together, until the minute of another is over. */
const MAX_KEYS = 10_000;
const THE_OTHERS = '';

interface Minute {
  times: number;
  readonly endsAt: number;
}

/** `stopwatch` is in milliseconds since any moment. */
export const makeMinuteCounts = (stopwatch: () => number): MinuteCounts => {
  /** The one that ends first comes first. */
  const minutes = new Map<string, Minute>();

  const forgetUntil = (now: number): void => {
    for (const [key, { endsAt }] of minutes) {
      if (endsAt > now) break;
      minutes.delete(key);
    }
  };
  const nameOf = (key: string): string => (minutes.has(key) || minutes.size < MAX_KEYS ? key : THE_OTHERS);
  const countOf = ({ times, endsAt }: Minute, now: number): Count => ({
    times,
    // Rounded before, because a stopwatch has fractions, which a sum does not keep exactly.
    resetSeconds: Math.ceil(Math.round(endsAt - now) / 1000),
  });

  return {
    isEmpty: () => minutes.size === 0,
    add: (key) => {
      const now = stopwatch();
      forgetUntil(now);
      const name = nameOf(key);
      const minute = minutes.get(name) ?? { times: 0, endsAt: now + MINUTE_MS };
      minute.times += 1;
      minutes.set(name, minute);
      return countOf(minute, now);
    },
    of: (key) => {
      const now = stopwatch();
      forgetUntil(now);
      const minute = minutes.get(nameOf(key));
      return minute === undefined ? null : countOf(minute, now);
    },
  };
};
