import * as t from 'io-ts';
import { type Coverage, missingRanges } from '../../domain/coverage/coverage.js';
import type { TimeRange } from '../../domain/coverage/time-range.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';

const TimeRangeJson = t.type({ from: IsoTime, to: IsoTime });

/** The time ranges for which the server has all of an app's calls, and those for which it has not. */
export const CoverageJson = t.type(
  {
    /** When this server began to receive the app's events; null if it has not. */
    since: nullable(IsoTime),
    /** Until when a server is known to have received events. */
    watched_until: nullable(IsoTime),
    /** Time ranges of which all calls are known. */
    complete: t.readonlyArray(TimeRangeJson),
    /** Time ranges that have yet to be fetched. */
    missing: t.readonlyArray(TimeRangeJson),
    /** Time ranges in which no server received events, the latest last. */
    gaps: t.readonlyArray(t.type({ from: IsoTime, to: IsoTime, detected_at: IsoTime, filled_at: nullable(IsoTime) })),
    /** The time range that is being fetched, and the progress in one line. */
    filling: nullable(
      t.type({ from: IsoTime, to: IsoTime, started_at: IsoTime, calls_listed: t.number, progress: t.string }),
    ),
    last_filled_at: nullable(IsoTime),
    trouble: nullable(t.type({ reason: t.string, retry_at: IsoTime })),
  },
  'Coverage',
);

/** Without the other fields that a stored range may have. */
const plain = ({ from, to }: TimeRange): TimeRange => ({ from, to });

const iso = (at: Timestamp): string => new Date(at).toISOString();

export const coverageToJson = (coverage: Coverage | null, now: Timestamp): t.OutputOf<typeof CoverageJson> => {
  const filling = coverage?.filling ?? null;
  const open = coverage === null ? [] : missingRanges(coverage, now);
  return CoverageJson.encode({
    since: coverage?.since ?? null,
    watched_until: coverage?.watchedUntil ?? null,
    complete: (coverage?.complete ?? []).map(plain),
    missing: open,
    gaps: (coverage?.gaps ?? []).map(({ from, to, detectedAt, filledAt }) => ({
      from,
      to,
      detected_at: detectedAt,
      filled_at: filledAt,
    })),
    filling:
      filling === null
        ? null
        : {
            from: filling.from,
            to: filling.to,
            started_at: filling.startedAt,
            calls_listed: filling.listed,
            progress: `${filling.listed} calls from ${iso(filling.from)} to ${iso(filling.to)}, ${open.length} to go`,
          },
    last_filled_at: coverage?.filledAt ?? null,
    trouble: coverage?.trouble == null ? null : { reason: coverage.trouble.reason, retry_at: coverage.trouble.retryAt },
  });
};
