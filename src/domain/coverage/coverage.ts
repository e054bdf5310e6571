import type { Timestamp } from '../timestamp.js';

/*
 * Which ranges of time are known to be complete. The phone system gives up on an event after some seconds, so whatever happens
 * while nobody listens is lost unless it is asked for; and it can only be asked for by who knows what is missingRanges.
 */

/** A range of time: from its start, which is in it, to its end, which is not. */
export interface TimeRange {
  readonly from: Timestamp;
  readonly to: Timestamp;
}

/** A range in which nobody listened. */
export interface Gap extends TimeRange {
  readonly detectedAt: Timestamp;
  readonly filledAt: Timestamp | null;
}

/** A range that is being asked for, and by whom; another may take over once the lease is up. */
export interface Filling extends TimeRange {
  readonly owner: string;
  readonly leaseUntil: Timestamp;
  readonly startedAt: Timestamp;
  /** Calls that the phone system has reported so far. */
  readonly listed: number;
}

/** What an app's ledger says. */
export interface Coverage {
  /** When this server began to listen for the app. */
  readonly since: Timestamp;
  /** Until when somebody is known to have listened. */
  readonly watchedUntil: Timestamp;
  /** In order, and neither overlapping nor touching: everything that happened in them is known. */
  readonly complete: readonly TimeRange[];
  /** The latest, oldest first. */
  readonly gaps: readonly Gap[];
  /** Asked for by an administrator, and not done yet. */
  readonly requested: readonly TimeRange[];
  readonly filling: Filling | null;
  /** When the phone system was last asked to the end; null if it never was. */
  readonly filledAt: Timestamp | null;
  /** Why the last attempt came to nothing, and when the next is due; null after one that succeeded. */
  readonly trouble: { readonly reason: string; readonly retryAt: Timestamp } | null;
}

const MAX_GAPS = 100;

/** The ledger of an app to which somebody begins to listen. */
export const beginCoverage = (now: Timestamp): Coverage => ({
  since: now,
  watchedUntil: now,
  complete: [],
  gaps: [],
  requested: [],
  filling: null,
  filledAt: null,
  trouble: null,
});

/** Puts ranges in order, and joins those that overlap or touch. */
export const mergeRanges = (ranges: readonly TimeRange[]): readonly TimeRange[] => {
  const result: TimeRange[] = [];
  for (const next of [...ranges].filter(({ from, to }) => from < to).sort((x, y) => x.from - y.from)) {
    const last = result.at(-1);
    if (last === undefined || next.from > last.to) result.push({ from: next.from, to: next.to });
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return result;
};

/** What of a range is in none of the others. */
export const subtractRange = (range: TimeRange, others: readonly TimeRange[]): readonly TimeRange[] => {
  const left: TimeRange[] = [];
  let from = range.from;
  for (const other of mergeRanges(others)) {
    if (other.to <= from || other.from >= range.to) continue;
    if (other.from > from) left.push({ from, to: other.from });
    from = other.to;
  }
  return from < range.to ? [...left, { from, to: range.to }] : left;
};

/** Notes that somebody listens; a silence before that which was longer than `longestSilence` milliseconds is a gap. */
export const markWatched = (
  coverage: Coverage,
  now: Timestamp,
  longestSilence: number,
): { readonly coverage: Coverage; readonly gap: Gap | null } => {
  if (now <= coverage.watchedUntil) return { coverage, gap: null };
  const silence = { from: coverage.watchedUntil, to: now };
  const gap = silence.to - silence.from > longestSilence ? { ...silence, detectedAt: now, filledAt: null } : null;
  const gaps = gap === null ? coverage.gaps : [...coverage.gaps, gap].slice(-MAX_GAPS);
  return { coverage: { ...coverage, watchedUntil: now, gaps }, gap };
};

/** Notes what an administrator wants asked for again, whatever is known of it. */
export const requestRange = (coverage: Coverage, range: TimeRange): Coverage => ({
  ...coverage,
  requested: mergeRanges([...coverage.requested, range]),
  trouble: null,
});

/** What has to be asked for, oldest first: what was requested, and what is not known to be complete up to `until`. */
export const missingRanges = ({ since, complete, requested }: Coverage, until: Timestamp): readonly TimeRange[] =>
  mergeRanges([...requested, ...subtractRange({ from: since, to: until }, complete)]);

/** Whether a gap, or a request, waits to be dealt with. */
export const isWanted = ({ gaps, requested }: Coverage): boolean =>
  requested.length > 0 || gaps.some(({ filledAt }) => filledAt === null);

/** Notes that everything that happened in a range is known by now; answers with the gaps that are filled by that. */
export const markComplete = (
  coverage: Coverage,
  range: TimeRange,
  now: Timestamp,
): { readonly coverage: Coverage; readonly filled: readonly Gap[] } => {
  const complete = mergeRanges([...coverage.complete, range]);
  const isComplete = (one: TimeRange): boolean => subtractRange(one, complete).length === 0;
  const gaps = coverage.gaps.map((gap) => (gap.filledAt === null && isComplete(gap) ? { ...gap, filledAt: now } : gap));
  return {
    coverage: {
      ...coverage,
      complete,
      gaps,
      requested: coverage.requested.flatMap((one) => subtractRange(one, [range])),
      trouble: null,
    },
    filled: gaps.filter((gap, index) => gap !== coverage.gaps[index]),
  };
};
