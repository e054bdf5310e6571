import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { beginCoverage, type Coverage, type Gap, markWatched, type TimeRange } from '../../domain/coverage/coverage.js';
import type { PendingEvent } from '../../domain/event/app-event.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';
import type { RecordOf } from '../records/app-record.js';

/** Notes that this process listens for an app, and tells of the time in which nobody did. */
export type MarkWatched = (appId: AppId) => TaskEither<StorageError | Conflict, Coverage>;

/** Milliseconds. The phone system tries a call event for about 14 seconds (dialpad/events.md §1); a longer silence may have lost one. */
export const MAX_SILENCE_MS = 15_000;

export const makeMarkWatched =
  (deps: {
    readonly ledger: RecordOf<Coverage>;
    readonly applyObservations: ApplyObservations;
    readonly clock: Clock;
    readonly logger: Logger;
  }): MarkWatched =>
  (appId) =>
  async () => {
    const now = deps.clock.now();
    let gap: Gap | null = null;
    const kept = await deps.ledger.change<never>(appId, (before) => {
      const seen = markWatched(O.getOrElse(() => beginCoverage(now))(before), now, MAX_SILENCE_MS);
      gap = seen.gap;
      return E.right(seen.coverage);
    })();
    if (E.isLeft(kept) || gap === null) return kept;
    deps.logger.warn({ app_id: appId, ...timesOf(gap) }, 'Nobody listened for a while; what happened is asked for');
    const told = await deps.applyObservations({
      observations: [],
      pendingEvents: [pendingGapEvent(appId, 'coverage.gap_detected', gap, now)],
    })();
    return E.isLeft(told) ? told : kept;
  };

/** A range as the log shows it. */
export const timesOf = ({ from, to }: TimeRange) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

/** The news of a gap, which concerns nobody in particular. */
export const pendingGapEvent = (
  appId: AppId,
  type: 'coverage.gap_detected' | 'coverage.gap_filled',
  gap: Gap,
  now: Timestamp,
): PendingEvent => ({ appId, happenedAt: now, replayed: false, dialpadUserId: null, content: { type, gap } });
