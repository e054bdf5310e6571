import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  beginCoverage,
  type Coverage,
  type Filling,
  type Gap,
  isWanted,
  markComplete,
  missingRanges,
  type TimeRange,
} from '../../domain/coverage/coverage.js';
import type { AppId } from '../../domain/ids.js';
import type { ScopedObservation } from '../../domain/observation.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { AccessError, WithAccess } from '../phone-system/access.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { PayloadReader } from '../ports/payload-reader.js';
import type { CursorPage, PhoneSystem, PhoneSystemError, ReportedCall } from '../ports/phone-system.js';
import { bugAsFault, type Conflict, type StorageError } from '../ports/storage-error.js';
import type { RecordOf } from '../records/app-record.js';
import { pendingGapEvent, timesOf } from './mark-watched.js';

/**
 * Asks the phone system for what is missing of an app, oldest first, if that is due: after a gap, when somebody asked for it, and
 * every hour; or at once. What comes back is worked in like events, and told as late. One process at a time does so.
 */
export type FillGaps = (appId: AppId, how?: HowToFill) => TaskEither<StorageError | Conflict, void>;

export interface HowToFill {
  /** Once it says no, filling ends after the request that is under way, and leaves the rest to whoever comes next. */
  readonly goesOn?: () => boolean;
  /** Whether it is done though it is not due, as after a start: a short silence leaves no gap, and may have lost something. */
  readonly atOnce?: boolean;
}

const HOUR_MS = 3_600_000;
/** How far around a range calls are asked for: for those that ended in it, for clocks that differ, for lists that lag behind. */
const MARGIN_MS = 10 * 60_000;
/** A call that is not over after a day is not waited for. */
const MAX_CALL_MS = 24 * HOUR_MS;
/** A long range is asked for in pieces, so that what is done stays known to be done. */
const MAX_PIECE_MS = 24 * HOUR_MS;
const LEASE_MS = 120_000;
const RETRY_MS = 60_000;
/** More than any company's day has. */
const MAX_PAGES = 20_000;

interface Deps {
  readonly ledger: RecordOf<Coverage>;
  readonly withAccess: WithAccess;
  readonly phone: Pick<PhoneSystem, 'listCalls'>;
  readonly payloads: Pick<PayloadReader, 'translate'>;
  readonly calls: Pick<CallRepository, 'stale'>;
  readonly applyObservations: ApplyObservations;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this process. */
  readonly owner: string;
}

export const makeFillGaps =
  (deps: Deps): FillGaps =>
  (appId, { goesOn = () => true, atOnce = false } = {}) =>
  async () => {
    while (goesOn()) {
      const taken = await take(deps, appId, atOnce)();
      if (E.isLeft(taken)) return taken.left._tag === 'NothingToDo' ? E.right(undefined) : E.left(taken.left);
      const piece = taken.right;
      const listed = await fill(deps, appId, piece, goesOn)();
      if (E.isLeft(listed)) {
        return listed.left._tag === 'Interrupted'
          ? leave(deps, appId, piece)()
          : putOff(deps, appId, piece, listed.left)();
      }
      const done = await finish(deps, appId, piece, listed.right)();
      if (E.isLeft(done)) return done;
      if (isLast(piece)) break;
    }
    return E.right(undefined);
  };

/** Whether nothing was missing behind a piece when it was taken. */
const isLast = ({ to, startedAt }: Filling): boolean => to === startedAt;

/** Whether a piece is still in the hands of who took it: whoever takes longer than his lease may have been succeeded. */
const isHeld = ({ filling }: Coverage, { owner, startedAt, from }: Filling): boolean =>
  filling !== null && filling.owner === owner && filling.startedAt === startedAt && filling.from === from;

/** Whether an app's ledger has something to be asked for now. */
const isDue = (coverage: Coverage, atOnce: boolean, now: Timestamp): boolean => {
  if (coverage.filling !== null && now < coverage.filling.leaseUntil) return false;
  if (atOnce) return true;
  if (coverage.trouble !== null && now < coverage.trouble.retryAt) return false;
  const [oldest] = missingRanges(coverage, now);
  const isFirst = coverage.filledAt === null;
  return oldest !== undefined && (isFirst || isWanted(coverage) || oldest.from <= now - HOUR_MS);
};

/** Takes the oldest piece that is missing, so that nobody else asks for it. */
const take =
  (
    { ledger, clock, owner }: Deps,
    appId: AppId,
    atOnce: boolean,
  ): TaskEither<StorageError | { readonly _tag: 'NothingToDo' }, Filling> =>
  async () => {
    const now = clock.now();
    const taken = await ledger.change<{ readonly _tag: 'NothingToDo' }>(appId, (kept) => {
      const coverage = O.toNullable(kept);
      const [oldest] = coverage === null || !isDue(coverage, atOnce, now) ? [] : missingRanges(coverage, now);
      if (coverage === null || oldest === undefined) return E.left({ _tag: 'NothingToDo' });
      const piece = { from: oldest.from, to: Math.min(oldest.to, oldest.from + MAX_PIECE_MS) };
      const filling = { ...piece, owner, leaseUntil: now + LEASE_MS, startedAt: now, listed: 0 };
      return E.right({ ...coverage, filling });
    })();
    if (E.isLeft(taken)) return taken;
    const { filling } = taken.right;
    return filling === null ? E.left({ _tag: 'NothingToDo' }) : E.right(filling);
  };

type FillError = AccessError | PhoneSystemError | StorageError | Conflict;

/** The server stops, or another process has taken over. */
interface Interrupted {
  readonly _tag: 'Interrupted';
}

/** Asks for the calls that may have ended in a range, and works them in page by page; answers how many there were. */
const fill =
  (deps: Deps, appId: AppId, piece: Filling, goesOn: () => boolean): TaskEither<FillError | Interrupted, number> =>
  async () => {
    const earliest = await earliestOpen(deps, appId, piece)();
    if (E.isLeft(earliest)) return earliest;
    const range = { from: Math.min(piece.from - MARGIN_MS, earliest.right), to: piece.to + MARGIN_MS };
    const cursors = new Set<string>();
    let listed = 0;
    for (let next: string | null = null; ; ) {
      const page = await ask(deps, appId, range, next)();
      if (E.isLeft(page)) return page;
      const { items, next: following }: CursorPage<ReportedCall> = page.right;
      if (following !== null && (cursors.has(following) || cursors.size >= MAX_PAGES)) return E.left(ENDLESS);
      if (following !== null) cursors.add(following);
      const worked = await work(deps, appId, items)();
      if (E.isLeft(worked)) return worked;
      listed += items.length;
      next = following;
      deps.logger.info(
        { app_id: appId, ...timesOf(piece), listed },
        next === null ? 'Asked for calls' : 'Asking for calls',
      );
      if (next === null) return E.right(listed);
      if (!goesOn()) return E.left({ _tag: 'Interrupted' });
      const renewed = await renew(deps, appId, piece, listed)();
      if (E.isLeft(renewed)) return renewed;
    }
  };

const ENDLESS: PhoneSystemError = {
  _tag: 'PhoneSystemUnavailable',
  detail: 'the list of calls does not come to an end',
  retryAfterMs: null,
};

const ask = (
  { withAccess, phone }: Deps,
  appId: AppId,
  range: TimeRange,
  next: string | null,
): TaskEither<FillError, CursorPage<ReportedCall>> =>
  withAccess(appId, (access) => phone.listCalls(access, range, next));

/** A call that is still going on, as far as is known here, may have ended in the range: when the earliest of them began. */
const earliestOpen =
  ({ calls, clock }: Deps, appId: AppId, { from }: TimeRange): TaskEither<StorageError, Timestamp> =>
  async () => {
    const open = await calls.stale(appId, clock.now(), 100)();
    if (E.isLeft(open)) return open;
    const starts = open.right.map(({ startedAt }) => startedAt).filter((at) => at >= from - MAX_CALL_MS);
    return E.right(Math.min(from, ...starts));
  };

/** Works in what was listed. A call that brings out a bug, or that storage refuses, must not hold up the rest for ever. */
const work =
  (deps: Deps, appId: AppId, calls: readonly ReportedCall[]): TaskEither<StorageError | Conflict, void> =>
  async () => {
    const worked = await attempt(deps, appId, calls);
    if (E.isRight(worked) || worked.left._tag !== 'StorageFault') return worked;
    for (const call of calls) {
      const one = await attempt(deps, appId, [call]);
      if (E.isRight(one)) continue;
      if (one.left._tag !== 'StorageFault') return one;
      deps.logger.error(
        { app_id: appId, call_id: call.id, detail: one.left.detail },
        'A call that was listed could not be worked in',
      );
    }
    return E.right(undefined);
  };

const attempt = async (
  deps: Deps,
  appId: AppId,
  calls: readonly ReportedCall[],
): Promise<E.Either<StorageError | Conflict, void>> => {
  try {
    return await deps.applyObservations({ observations: observationsOf(deps, appId, calls) })();
  } catch (bug) {
    return bugAsFault(bug);
  }
};

const observationsOf = (
  { payloads, clock }: Deps,
  appId: AppId,
  calls: readonly ReportedCall[],
): readonly ScopedObservation[] =>
  calls.flatMap(({ payload }) => {
    const translation = payloads.translate({ payload, receivedAt: clock.now() });
    return translation._tag === 'Observed'
      ? translation.observations.map((observation) => ({ appId, observation, replayed: true }))
      : [];
  });

const renew = (
  { ledger, clock }: Deps,
  appId: AppId,
  piece: Filling,
  listed: number,
): TaskEither<StorageError | Interrupted, Coverage> =>
  ledger.change<Interrupted>(appId, (kept) =>
    O.isSome(kept) && isHeld(kept.value, piece)
      ? E.right({ ...kept.value, filling: { ...piece, listed, leaseUntil: clock.now() + LEASE_MS } })
      : E.left({ _tag: 'Interrupted' }),
  );

/** The ledger without the mark of who took a piece, if it is still his. */
const released = (coverage: Coverage, piece: Filling): Coverage =>
  isHeld(coverage, piece) ? { ...coverage, filling: null } : coverage;

/** Notes that a piece is complete, and tells of the gaps that are filled by that. */
const finish =
  (deps: Deps, appId: AppId, piece: Filling, listed: number): TaskEither<StorageError | Conflict, void> =>
  async () => {
    const now = deps.clock.now();
    let filled: readonly Gap[] = [];
    const kept = await deps.ledger.change<never>(appId, (before) => {
      const done = markComplete(O.getOrElse(() => beginCoverage(now))(before), piece, now);
      filled = done.filled;
      const coverage = released(done.coverage, piece);
      return E.right(isLast(piece) ? { ...coverage, filledAt: now } : coverage);
    })();
    if (E.isLeft(kept)) return kept;
    deps.logger.debug({ app_id: appId, ...timesOf(piece), listed }, 'A range is complete');
    if (filled.length === 0) return E.right(undefined);
    return deps.applyObservations({
      observations: [],
      pendingEvents: filled.map((gap) => pendingGapEvent(appId, 'coverage.gap_filled', gap, now)),
    })();
  };

/** Leaves a piece to whoever comes next. */
const leave =
  ({ ledger, clock }: Deps, appId: AppId, piece: Filling): TaskEither<StorageError, void> =>
  async () => {
    const kept = await ledger.change<never>(appId, (before) =>
      E.right(released(O.getOrElse(() => beginCoverage(clock.now()))(before), piece)),
    )();
    return E.isLeft(kept) ? kept : E.right(undefined);
  };

/** Trouble outside passes: what is missing stays missing, and is asked for again. */
const putOff =
  (deps: Deps, appId: AppId, piece: Filling, error: FillError): TaskEither<StorageError, void> =>
  async () => {
    const now = deps.clock.now();
    const wait = error._tag === 'PhoneSystemUnavailable' ? (error.retryAfterMs ?? RETRY_MS) : RETRY_MS;
    const reason = reasonOf(error);
    const kept = await deps.ledger.change<never>(appId, (before) => {
      const coverage = O.getOrElse(() => beginCoverage(now))(before);
      const trouble = { reason, retryAt: now + Math.max(wait, RETRY_MS) };
      return E.right(isHeld(coverage, piece) ? { ...coverage, filling: null, trouble } : coverage);
    })();
    if (E.isLeft(kept)) return kept;
    if (error._tag !== 'NotConnected') deps.logger.warn({ app_id: appId, reason }, 'Calls could not be asked for');
    return E.right(undefined);
  };

const reasonOf = (error: FillError): string => {
  switch (error._tag) {
    case 'NotConnected':
      return 'the app is not connected to the phone system';
    case 'AccessRefused':
      return `the connection may not list calls (${error.status}): ${error.detail}`;
    case 'RequestRefused':
      return `the phone system refused the request (${error.status}): ${error.detail}`;
    case 'PhoneSystemUnavailable':
      return `the phone system is out of reach: ${error.detail}`;
    case 'StorageUnavailable':
    case 'StorageFault':
    case 'Conflict':
      return 'storage could not keep what was asked for';
    default:
      return error satisfies never;
  }
};
