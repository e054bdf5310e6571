import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { beginCoverage, type Coverage, type Gap, type Stretch, watched } from '../../domain/coverage/coverage.js';
import type { Tiding } from '../../domain/decide.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { WorkIn } from '../events/apply-observations.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';
import type { RecordOf } from '../records/app-record.js';

/** Notes that this process listens for an app, and tells of the time in which nobody did. */
export type Watch = (appId: AppId) => TaskEither<StorageError | Conflict, Coverage>;

/** Milliseconds. The phone system tries a call event for about 14 seconds (dialpad/events.md §1); a longer silence may have lost one. */
export const LONGEST_SILENCE_MS = 15_000;

export const makeWatch =
  (deps: {
    readonly ledger: RecordOf<Coverage>;
    readonly workIn: WorkIn;
    readonly clock: Clock;
    readonly logger: Logger;
  }): Watch =>
  (appId) =>
  async () => {
    const now = deps.clock.now();
    let gap: Gap | null = null;
    const kept = await deps.ledger.change<never>(appId, (before) => {
      const seen = watched(O.getOrElse(() => beginCoverage(now))(before), now, LONGEST_SILENCE_MS);
      gap = seen.gap;
      return E.right(seen.coverage);
    })();
    if (E.isLeft(kept) || gap === null) return kept;
    deps.logger.warn({ app_id: appId, ...stretchOf(gap) }, 'Nobody listened for a while; what happened is asked for');
    const told = await deps.workIn({ sightings: [], tidings: [gapTiding(appId, 'coverage.gap_detected', gap, now)] })();
    return E.isLeft(told) ? told : kept;
  };

/** A stretch as the log shows it. */
export const stretchOf = ({ from, to }: Stretch) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

/** The news of a gap, which concerns nobody in particular. */
export const gapTiding = (
  appId: AppId,
  type: 'coverage.gap_detected' | 'coverage.gap_filled',
  gap: Gap,
  now: Timestamp,
): Tiding => ({ appId, happenedAt: now, replayed: false, dialpadUserId: null, news: { type, gap } });
