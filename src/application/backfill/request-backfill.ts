import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { beginCoverage, type Coverage, requestRange, type TimeRange } from '../../domain/coverage/coverage.js';
import type { AppId } from '../../domain/ids.js';
import type { AccessError, WithAccess } from '../phone-system/access.js';
import type { Clock } from '../ports/clock.js';
import type { PhoneSystemError } from '../ports/phone-system.js';
import type { RecordOf } from '../records/app-record.js';

/** The range is empty, or not over yet. */
export interface BadTimeRange {
  readonly _tag: 'BadTimeRange';
  readonly reason: string;
}

/** Has the calls of a range asked for again, whatever is known of it; answers with the ledger, in which its progress shows. */
export type RequestBackfill = (
  appId: AppId,
  range: TimeRange,
) => TaskEither<BadTimeRange | AccessError | PhoneSystemError, Coverage>;

/** Asked for day by day: a slip of the pen must not keep the server at it for days. */
const MAX_RANGE_MS = 366 * 86_400_000;

export const makeRequestBackfill =
  (deps: {
    readonly ledger: RecordOf<Coverage>;
    readonly withAccess: WithAccess;
    /** Begins at once, rather than when it would be due. */
    readonly kick: (appId: AppId) => void;
    readonly clock: Clock;
  }): RequestBackfill =>
  (appId, range) =>
  async () => {
    const now = deps.clock.now();
    if (range.from >= range.to) return E.left({ _tag: 'BadTimeRange', reason: 'from must be before to' });
    if (range.to - range.from > MAX_RANGE_MS)
      return E.left({ _tag: 'BadTimeRange', reason: 'from must lie within a year of to' });
    if (range.to > now) return E.left({ _tag: 'BadTimeRange', reason: 'to must not lie in the future' });
    // Who asks is to hear at once that there is no connection.
    const connected = await deps.withAccess(appId, () => async () => E.right(undefined))();
    if (E.isLeft(connected)) return connected;
    const kept = await deps.ledger.change<never>(appId, (before) =>
      E.right(requestRange(O.getOrElse(() => beginCoverage(now))(before), range)),
    )();
    if (E.isRight(kept)) deps.kick(appId);
    return kept;
  };
