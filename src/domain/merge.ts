import * as N from 'fp-ts/lib/number.js';
import * as Ord from 'fp-ts/lib/Ord.js';
import type { Ordering } from 'fp-ts/lib/Ordering.js';
import * as S from 'fp-ts/lib/Semigroup.js';
import type { Timestamp } from './timestamp.js';

/*
 * Each merge below is commutative, associative and idempotent, so a record that `struct` builds from them is the same in whatever
 * order, and however often, its parts are merged. Ties are decided by value, never by arrival.
 */

/** A value with the time that its source gave for it; a value without a time (`at` null) loses to any that has one. */
export interface Known<A> {
  readonly value: A;
  readonly at: Timestamp | null;
  /** When it was received, if it has no time of its own and the one received later is the newer one. */
  readonly receivedAt?: Timestamp;
}

/** A point in time; `stated` is true if a source named it, false if it is the time of receipt. */
export interface Moment {
  readonly at: Timestamp;
  readonly stated: boolean;
}

/** A value with its time; null if the source gave no value. */
export const known = <A>(value: A | null | undefined, at: Timestamp | null): Known<A> | null =>
  value === null || value === undefined ? null : { value, at };

/** The same; where the source gave no time, the value that was received later counts as the newer one. */
export const knownSince = <A>(
  value: A | null | undefined,
  { happenedAt, receivedAt }: { readonly happenedAt: Timestamp | null; readonly receivedAt: Timestamp },
): Known<A> | null => {
  const stated = known(value, happenedAt);
  return stated === null || happenedAt !== null ? stated : { ...stated, receivedAt };
};

/** Lifts a merge to values that may be unknown: known beats unknown. */
export const orUnknown = <A>(merge: S.Semigroup<A>): S.Semigroup<A | null> => ({
  concat: (x, y) => (x === null ? y : y === null ? x : merge.concat(x, y)),
});

/** The newest last: by the source's time, then by the time of receipt, then by value. */
export const byTimeThenValue: Ord.Ord<Known<string | number>> = Ord.fromCompare((x, y) => {
  const byTime = orderOfTimes(x.at, y.at) || orderOfTimes(x.receivedAt ?? null, y.receivedAt ?? null);
  if (byTime !== 0 || x.value === y.value) return byTime;
  return x.value < y.value ? -1 : 1;
});

const orderOfTimes = (x: Timestamp | null, y: Timestamp | null): Ordering =>
  N.Ord.compare(x ?? Number.NEGATIVE_INFINITY, y ?? Number.NEGATIVE_INFINITY);

/** Lists are compared by content, as JSON. */
const byTimeThenItems: Ord.Ord<Known<readonly string[]>> = Ord.contramap(
  ({ value, at }: Known<readonly string[]>): Known<string> => ({ value: JSON.stringify(value), at }),
)(byTimeThenValue);

/** The latest list of texts, as a whole. */
export const latestList: S.Semigroup<Known<readonly string[]> | null> = orUnknown(S.max(byTimeThenItems));

/** The latest value. */
export const latestKnown = <A extends string | number>(): S.Semigroup<Known<A> | null> =>
  orUnknown(S.max<Known<A>>(byTimeThenValue));

const byEarliestThenValue: Ord.Ord<Known<string | number>> = Ord.reverse(
  Ord.contramap(
    ({ value, at }: Known<string | number>): Known<string | number> => ({ value, at: at ?? Number.POSITIVE_INFINITY }),
  )(byTimeThenValue),
);

/** The earliest value. */
export const earliestKnown = <A extends string | number>(): S.Semigroup<Known<A> | null> =>
  orUnknown(S.max<Known<A>>(byEarliestThenValue));

const byStatementThen = (times: Ord.Ord<Timestamp>): Ord.Ord<Moment> =>
  Ord.fromCompare((x, y) => (x.stated === y.stated ? times.compare(x.at, y.at) : x.stated ? 1 : -1));

/** The earliest of the stated moments, or of the others if none is stated. */
export const earliest: S.Semigroup<Moment> = S.max(byStatementThen(Ord.reverse(N.Ord)));

/** A stated moment is greater than one that is not; of two alike, the later one is. */
export const byStatementThenTime: Ord.Ord<Moment> = byStatementThen(N.Ord);

/** The latest of the stated moments, or of the others if none is stated. */
export const latest: S.Semigroup<Moment> = S.max(byStatementThenTime);

/** True once any part is true. */
export const everTrue: S.Semigroup<boolean> = { concat: (x, y) => x || y };

/** Merges records; answers with the first object itself if the second adds nothing. */
export const steady = <R extends object>(merge: S.Semigroup<R>): S.Semigroup<R> => ({
  concat: (x, y) => {
    const merged = merge.concat(x, y);
    return changed(x, merged) ? merged : x;
  },
});

/** Whether a merge added anything. The merges above return one of their arguments, so comparing by identity is enough. */
export const changed = <R extends object>(before: R, after: R): boolean =>
  (Object.keys(after) as (keyof R)[]).some((field) => before[field] !== after[field]);
