import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Coverage, Filling, Gap } from '../../domain/coverage/coverage.js';
import {
  beginFilling,
  completePiece,
  fillingLeaseOf,
  isLastPiece,
  withFillingLease,
  withListed,
} from '../../domain/coverage/filling.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';
import type { RecordOf } from '../records/app-record.js';
import {
  type LeasedRecord,
  type LeaseHeld,
  type LeaseLost,
  type LeaseTerms,
  type Settlement,
  withLease,
} from '../records/lease.js';
import { type BackfillError, reasonOf } from './backfill-error.js';
import { type BackfillDeps, backfillRange } from './backfill-range.js';
import { pendingGapEvent } from './gap-event.js';

/**
 * Asks the phone system for the calls that are missing of an app, oldest first, where that is due: after a gap, on a request, and
 * every hour. They are applied like events, and marked as replayed. One process at a time does so for an app.
 */
export type FillGaps = (appId: AppId, how?: HowToFill) => TE.TaskEither<StorageError | Conflict, void>;

export interface HowToFill {
  /** Once it answers false, filling ends after the request that is under way, and another process may go on at once. */
  readonly goesOn?: () => boolean;
  /** Fills even if no filling is due. Used after a start: a pause too short to count as a gap may still have lost an event. */
  readonly atOnce?: boolean;
}

interface Deps extends BackfillDeps {
  readonly coverage: RecordOf<Coverage>;
  /** Names this process. */
  readonly owner: string;
}

/** Longer than one page takes. */
const LEASE_MS = 120_000;
const RETRY_MS = 60_000;

/** Nothing is missing, or it is not due yet. */
interface NothingDue {
  readonly _tag: 'NothingDue';
}

/** The server stops. */
interface Interrupted {
  readonly _tag: 'Interrupted';
}

/** Why this process has nothing to fill, or fills no further. None of these is an error. */
type Ended = NothingDue | Interrupted | LeaseHeld | LeaseLost;

/** What came of one piece, once it is saved. */
type Outcome = Complete | { readonly _tag: 'PutOff'; readonly error: BackfillError };

interface Complete {
  readonly _tag: 'Complete';
  readonly piece: Filling;
  /** How many calls the phone system has listed. */
  readonly listed: number;
  /** The gaps that are filled now. */
  readonly filled: readonly Gap[];
  readonly completedAt: Timestamp;
}

export const makeFillGaps =
  (deps: Deps): FillGaps =>
  (appId, { goesOn = () => true, atOnce = false } = {}) =>
  async () => {
    while (goesOn()) {
      const done = await fillOldestPiece(deps, appId, atOnce, goesOn)();
      if (E.isLeft(done)) return hasEnded(done.left) ? E.right(undefined) : E.left(done.left);
      const outcome = done.right;
      if (outcome._tag === 'PutOff') {
        warn(deps, appId, outcome.error);
        break;
      }
      const announced = await announceFilled(deps, appId, outcome)();
      if (E.isLeft(announced)) return announced;
      if (isLastPiece(outcome.piece)) break;
    }
    return E.right(undefined);
  };

const hasEnded = (left: Ended | StorageError): left is Ended =>
  left._tag !== 'StorageUnavailable' && left._tag !== 'StorageFault';

const fillOldestPiece =
  (deps: Deps, appId: AppId, atOnce: boolean, goesOn: () => boolean): TE.TaskEither<Ended | StorageError, Outcome> =>
  async () => {
    const now = deps.clock.now();
    const settled = await withLease(termsOf(deps))(
      appId,
      (coverage, lease) => {
        const begun = beginFilling(coverage, lease, atOnce, now);
        return begun === null ? E.left<NothingDue>({ _tag: 'NothingDue' }) : E.right(begun);
      },
      (leased) => fill(deps, appId, leased, goesOn),
    )();
    return E.isLeft(settled) ? settled : E.right(settled.right.result);
  };

const termsOf = ({ coverage, owner, clock }: Deps): LeaseTerms<Coverage> => ({
  records: coverage,
  leaseOf: fillingLeaseOf,
  putLease: withFillingLease,
  owner,
  ms: LEASE_MS,
  clock,
});

/** Asks for the calls of the piece that was begun. An error postpones it; it is abandoned if the lease is lost or the server stops. */
const fill =
  (
    deps: Deps,
    appId: AppId,
    { record: { filling: piece }, renew }: LeasedRecord<Coverage>,
    goesOn: () => boolean,
  ): TE.TaskEither<Ended, Settlement<Coverage, never, Outcome>> =>
  async () => {
    if (piece === null) return E.left({ _tag: 'NothingDue' });
    const betweenPages = (listed: number): TE.TaskEither<StorageError | LeaseLost | Interrupted, Coverage> =>
      goesOn() ? renew((coverage) => withListed(coverage, listed)) : TE.left({ _tag: 'Interrupted' });
    const listed = await backfillRange(deps, appId, piece, betweenPages)();
    const now = deps.clock.now();
    if (E.isRight(listed)) return E.right(completing(piece, listed.right, now));
    const { left } = listed;
    return left._tag === 'Interrupted' || left._tag === 'LeaseLost' ? E.left(left) : E.right(puttingOff(left, now));
  };

/** The piece is complete even where another process has taken over meanwhile. */
const completing = (piece: Filling, listed: number, now: Timestamp): Settlement<Coverage, never, Outcome> => ({
  decide: (stored) => {
    const { coverage, filled } = completePiece(stored, piece, now);
    return E.right({ record: coverage, result: { _tag: 'Complete', piece, listed, filled, completedAt: now } });
  },
});

/** What is missing stays missing, and is asked for again later. */
const puttingOff = (error: BackfillError, now: Timestamp): Settlement<Coverage, never, Outcome> => {
  const wait = error._tag === 'PhoneSystemUnavailable' ? (error.retryAfterMs ?? RETRY_MS) : RETRY_MS;
  const trouble = { reason: reasonOf(error), retryAt: now + Math.max(wait, RETRY_MS) };
  return {
    decide: (stored, stillHeld) =>
      E.right({ record: stillHeld ? { ...stored, trouble } : stored, result: { _tag: 'PutOff', error } }),
  };
};

const announceFilled = (
  { applyObservations, logger }: Deps,
  appId: AppId,
  { piece: { from, to }, listed, filled, completedAt }: Complete,
): TE.TaskEither<StorageError | Conflict, void> => {
  logger.debug({ app_id: appId, from, to, listed }, 'A range is complete');
  if (filled.length === 0) return TE.right(undefined);
  const pendingEvents = filled.map((gap) => pendingGapEvent(appId, 'coverage.gap_filled', gap, completedAt));
  return applyObservations({ observations: [], pendingEvents });
};

/** That an app is not connected is not worth a line each minute. */
const warn = ({ logger }: Deps, appId: AppId, error: BackfillError): void => {
  if (error._tag === 'NotConnected') return;
  logger.warn({ app_id: appId, reason: reasonOf(error) }, 'Calls could not be asked for');
};
