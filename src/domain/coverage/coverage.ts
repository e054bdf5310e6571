import type { Lease } from '../lease.js';
import type { Timestamp } from '../timestamp.js';
import { mergeRanges, subtractRange, type TimeRange } from './time-range.js';

/*
 * Which ranges of time are complete. The phone system gives up on an event after some seconds, so an event that happens while no
 * process listens is lost unless the server asks for it; and the server can only ask if it knows which ranges are missing.
 */

/** A range in which no process listened. */
export interface Gap extends TimeRange {
  readonly detectedAt: Timestamp;
  readonly filledAt: Timestamp | null;
}

/** A range that a process is asking the phone system for, and that process's lease (`owner`, `leaseUntil`). */
export interface Filling extends TimeRange {
  readonly owner: Lease['owner'];
  readonly leaseUntil: Lease['until'];
  readonly startedAt: Timestamp;
  /** Calls that the phone system has reported so far. */
  readonly listed: number;
}

/** What is known of an app's history. */
export interface Coverage {
  /** When this server began to listen for the app. */
  readonly since: Timestamp;
  /** Until when some process is known to have listened. */
  readonly watchedUntil: Timestamp;
  /** Everything that happened in these ranges is known. They are in order, and neither overlap nor touch. */
  readonly complete: readonly TimeRange[];
  /** The latest, oldest first. */
  readonly gaps: readonly Gap[];
  /** Requested by an administrator, and not filled yet. */
  readonly requested: readonly TimeRange[];
  /** Null while no process is asking. */
  readonly filling: Filling | null;
  /** When the phone system was last asked for everything that was missing; null if it never was. */
  readonly filledAt: Timestamp | null;
  /** Why the last attempt failed, and when the next is due; null after one that succeeded. */
  readonly trouble: { readonly reason: string; readonly retryAt: Timestamp } | null;
}

const MAX_GAPS = 100;

/** The coverage of an app for which the server begins to listen. */
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

/** Notes that a process listens at `now`. If none did for longer than `maxSilenceMs`, that time is a gap. */
export const markWatched = (
  coverage: Coverage,
  now: Timestamp,
  maxSilenceMs: number,
): { readonly coverage: Coverage; readonly gap: Gap | null } => {
  if (now <= coverage.watchedUntil) return { coverage, gap: null };
  const silence = { from: coverage.watchedUntil, to: now };
  const gap = silence.to - silence.from > maxSilenceMs ? { ...silence, detectedAt: now, filledAt: null } : null;
  const gaps = gap === null ? coverage.gaps : [...coverage.gaps, gap].slice(-MAX_GAPS);
  return { coverage: { ...coverage, watchedUntil: now, gaps }, gap };
};

/** Adds a range to those that will be requested from the phone system, even if it is complete. */
export const requestRange = (coverage: Coverage, range: TimeRange): Coverage => ({
  ...coverage,
  requested: mergeRanges([...coverage.requested, range]),
  trouble: null,
});

/** The ranges to ask for, oldest first: those requested, and those up to `until` that are not complete. */
export const missingRanges = ({ since, complete, requested }: Coverage, until: Timestamp): readonly TimeRange[] =>
  mergeRanges([...requested, ...subtractRange({ from: since, to: until }, complete)]);

/** Whether a gap is not filled, or a requested range not asked for. */
export const isWanted = ({ gaps, requested }: Coverage): boolean =>
  requested.length > 0 || gaps.some(({ filledAt }) => filledAt === null);

/** Notes that everything that happened in a range is known. `filled` are the gaps that are complete because of it. */
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
