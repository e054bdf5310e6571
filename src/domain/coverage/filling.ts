import type { Lease } from '../lease.js';
import type { Timestamp } from '../timestamp.js';
import { type Coverage, type Filling, type Gap, isWanted, markComplete, missingRanges } from './coverage.js';
import type { TimeRange } from './time-range.js';

const HOUR_MS = 3_600_000;
/** A long range is asked for in pieces, so that each is complete once it is done. */
const MAX_PIECE_MS = 24 * HOUR_MS;

/** The lease of the process that is asking. */
export const fillingLeaseOf = ({ filling }: Coverage): Lease | null =>
  filling === null ? null : { owner: filling.owner, until: filling.leaseUntil };

/** Puts another lease in place of the present one. Null ends the filling. */
export const withFillingLease = (coverage: Coverage, lease: Lease | null): Coverage => {
  const { filling } = coverage;
  if (lease === null || filling === null) return { ...coverage, filling: null };
  return { ...coverage, filling: { ...filling, owner: lease.owner, leaseUntil: lease.until } };
};

/** Notes how many calls were listed so far. */
export const withListed = (coverage: Coverage, listed: number): Coverage =>
  coverage.filling === null ? coverage : { ...coverage, filling: { ...coverage.filling, listed } };

/** Begins to ask for the oldest piece that is missing; null where nothing is due. `atOnce` asks for it though it is not due yet. */
export const beginFilling = (coverage: Coverage, lease: Lease, atOnce: boolean, now: Timestamp): Coverage | null => {
  const [oldest] = missingRanges(coverage, now);
  if (oldest === undefined || !(atOnce || isDue(coverage, oldest, now))) return null;
  const to = Math.min(oldest.to, oldest.from + MAX_PIECE_MS);
  const { owner, until: leaseUntil } = lease;
  return { ...coverage, filling: { from: oldest.from, to, owner, leaseUntil, startedAt: now, listed: 0 } };
};

/** Gaps and requests are due at once; what is missing for other reasons, once an hour. After trouble nothing is due until its time. */
const isDue = (coverage: Coverage, oldest: TimeRange, now: Timestamp): boolean => {
  if (coverage.trouble !== null && now < coverage.trouble.retryAt) return false;
  return coverage.filledAt === null || isWanted(coverage) || oldest.from <= now - HOUR_MS;
};

/** Whether nothing was missing after this piece when it was begun. */
export const isLastPiece = ({ to, startedAt }: Filling): boolean => to === startedAt;

/** Notes that a piece is complete. */
export const completePiece = (
  coverage: Coverage,
  piece: Filling,
  now: Timestamp,
): { readonly coverage: Coverage; readonly filled: readonly Gap[] } => {
  const done = markComplete(coverage, piece, now);
  return isLastPiece(piece) ? { ...done, coverage: { ...done.coverage, filledAt: now } } : done;
};
