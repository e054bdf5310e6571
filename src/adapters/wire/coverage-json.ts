import * as t from 'io-ts';
import { type Coverage, missingRanges } from '../../domain/coverage/coverage.js';
import type { TimeRange } from '../../domain/coverage/time-range.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';

const StretchJson = t.type({ from: IsoTime, to: IsoTime });

/** What is known to be complete of an app's calls, and what is not. */
export const CoverageJson = t.type(
  {
    /** When this server began to listen for the app; null if it has not. */
    since: nullable(IsoTime),
    /** Until when somebody is known to have listened. */
    watched_until: nullable(IsoTime),
    /** Everything that happened in these is known. */
    complete: t.readonlyArray(StretchJson),
    /** Yet to be asked for. */
    missing: t.readonlyArray(StretchJson),
    /** Stretches in which nobody listened, the latest last. */
    gaps: t.readonlyArray(t.type({ from: IsoTime, to: IsoTime, detected_at: IsoTime, filled_at: nullable(IsoTime) })),
    /** What is being asked for now, and in one line how far that has come. */
    filling: nullable(
      t.type({ from: IsoTime, to: IsoTime, started_at: IsoTime, calls_listed: t.number, progress: t.string }),
    ),
    last_filled_at: nullable(IsoTime),
    trouble: nullable(t.type({ reason: t.string, retry_at: IsoTime })),
  },
  'Coverage',
);

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
