import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type Coverage, type Gap, markWatched } from '../../domain/coverage/coverage.js';
import type { AppId } from '../../domain/ids.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';
import type { RecordOf } from '../records/app-record.js';
import { pendingGapEvent } from './gap-event.js';

/** Notes that this process listens for an app, and announces the gap if none did for too long. Answers the coverage after that. */
export type MarkWatched = (appId: AppId) => TaskEither<StorageError | Conflict, Coverage>;

/** Milliseconds. The phone system retries a call event for about 14 seconds (dialpad/events.md §1); a longer silence may lose one. */
export const MAX_SILENCE_MS = 15_000;

export const makeMarkWatched =
  (deps: {
    readonly coverage: RecordOf<Coverage>;
    readonly applyObservations: ApplyObservations;
    readonly clock: Clock;
    readonly logger: Logger;
  }): MarkWatched =>
  (appId) =>
  async () => {
    const now = deps.clock.now();
    const saved = await deps.coverage.change<never, Gap | null>(appId, (current) => {
      const { coverage: record, gap: result } = markWatched(current, now, MAX_SILENCE_MS);
      return E.right({ record, result });
    })();
    if (E.isLeft(saved)) return saved;
    const { record, result: gap } = saved.right;
    if (gap === null) return E.right(record);
    const { from, to } = gap;
    deps.logger.warn({ app_id: appId, from, to }, 'Nobody listened for a while; what happened is asked for');
    const pendingEvents = [pendingGapEvent(appId, 'coverage.gap_detected', gap, now)];
    const announced = await deps.applyObservations({ observations: [], pendingEvents })();
    return E.isLeft(announced) ? announced : E.right(record);
  };
