import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type Coverage, requestRange } from '../../domain/coverage/coverage.js';
import type { TimeRange } from '../../domain/coverage/time-range.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { WithAccess } from '../phone-system/access.js';
import type { AccessError } from '../phone-system/access-error.js';
import type { Clock } from '../ports/clock.js';
import type { PhoneSystemError } from '../ports/phone-system.js';
import { type RecordOf, toRecord } from '../records/app-record.js';

/** The range is empty, too long, or not over yet. */
export interface BadTimeRange {
  readonly _tag: 'BadTimeRange';
  /** The end of the range that is wrong, and what it must be. */
  readonly field: keyof TimeRange;
  readonly reason: string;
}

/** Has the calls of a range asked for, even where it is complete. Answers the coverage, in which the progress shows. */
export type RequestBackfill = (
  appId: AppId,
  range: TimeRange,
) => TaskEither<BadTimeRange | AccessError | PhoneSystemError, Coverage>;

/** A range is asked for day by day: a typing error must not keep the server busy for days. */
const MAX_RANGE_MS = 366 * 86_400_000;

export const makeRequestBackfill =
  (deps: {
    readonly coverage: RecordOf<Coverage>;
    readonly withAccess: WithAccess;
    /** Begins at once, without waiting for the next round. */
    readonly kick: (appId: AppId) => void;
    readonly clock: Clock;
  }): RequestBackfill =>
  (appId, range) =>
  async () => {
    const refused = refusalOf(range, deps.clock.now());
    if (refused !== null) return E.left(refused);
    // Without a connection the request is refused at once.
    const connected = await deps.withAccess(appId, () => async () => E.right(undefined))();
    if (E.isLeft(connected)) return connected;
    const saved = await deps.coverage.change(appId, (coverage) => toRecord(requestRange(coverage, range)))();
    if (E.isLeft(saved)) return saved;
    deps.kick(appId);
    return E.right(saved.right.record);
  };

const refusalOf = ({ from, to }: TimeRange, now: Timestamp): BadTimeRange | null => {
  if (from >= to) return badTimeRange('from', 'must be before to');
  if (to - from > MAX_RANGE_MS) return badTimeRange('from', 'must lie within a year of to');
  if (to > now) return badTimeRange('to', 'must not lie in the future');
  return null;
};

const badTimeRange = (field: BadTimeRange['field'], reason: string): BadTimeRange => ({
  _tag: 'BadTimeRange',
  field,
  reason,
});
