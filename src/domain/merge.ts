import * as N from 'fp-ts/lib/number.js';
import * as Ord from 'fp-ts/lib/Ord.js';
import * as S from 'fp-ts/lib/Semigroup.js';
import type { Timestamp } from './timestamp.js';

/*
 * Each merge below is commutative, associative and idempotent, so a record merged from them with `struct` does not care in
 * which order, or how often, its parts were seen. Ties are settled by value, never by arrival.
 */

/** A value, with the time its source gave it; `at` is null where the source gave none, and loses to any that did. */
export interface Known<A> {
  readonly value: A;
  readonly at: Timestamp | null;
}

/** A point in time; `stated` if a source named it, false if it was inferred from when something was received. */
export interface Moment {
  readonly at: Timestamp;
  readonly stated: boolean;
}

/** A value as its source gave it; null where it gave none. */
export const known = <A>(value: A | null | undefined, at: Timestamp | null): Known<A> | null =>
  value === null || value === undefined ? null : { value, at };

/** Lifts a merge to values that may be unknown: known beats unknown. */
export const orUnknown = <A>(merge: S.Semigroup<A>): S.Semigroup<A | null> => ({
  concat: (x, y) => (x === null ? y : y === null ? x : merge.concat(x, y)),
});

const byTimeThenValue: Ord.Ord<Known<string | number>> = Ord.fromCompare((x, y) => {
  const byTime = N.Ord.compare(x.at ?? Number.NEGATIVE_INFINITY, y.at ?? Number.NEGATIVE_INFINITY);
  if (byTime !== 0 || x.value === y.value) return byTime;
  return x.value < y.value ? -1 : 1;
});

/** A list is compared by what is in it, as JSON. */
const byTimeThenItems: Ord.Ord<Known<readonly string[]>> = Ord.contramap(
  ({ value, at }: Known<readonly string[]>): Known<string> => ({ value: JSON.stringify(value), at }),
)(byTimeThenValue);

/** The latest word on a list of texts, taken as a whole. */
export const latestList: S.Semigroup<Known<readonly string[]> | null> = orUnknown(S.max(byTimeThenItems));

/** The latest word on a value. */
export const latestKnown = <A extends string | number>(): S.Semigroup<Known<A> | null> =>
  orUnknown(S.max<Known<A>>(byTimeThenValue));

const byStatementThen = (times: Ord.Ord<Timestamp>): Ord.Ord<Moment> =>
  Ord.fromCompare((x, y) => (x.stated === y.stated ? times.compare(x.at, y.at) : x.stated ? 1 : -1));

/** The earliest of the stated moments, or of the inferred ones where none was stated. */
export const earliest: S.Semigroup<Moment> = S.max(byStatementThen(Ord.reverse(N.Ord)));

/** The latest of the stated moments, or of the inferred ones where none was stated. */
export const latest: S.Semigroup<Moment> = S.max(byStatementThen(N.Ord));

/** Once true, true. */
export const everTrue: S.Semigroup<boolean> = { concat: (x, y) => x || y };

/** Merges records so that one to which nothing was new is handed back itself. */
export const steady = <R extends object>(merge: S.Semigroup<R>): S.Semigroup<R> => ({
  concat: (x, y) => {
    const merged = merge.concat(x, y);
    return changed(x, merged) ? merged : x;
  },
});

/** Whether merging brought anything new. The merges above hand back the very value they keep, so identity tells. */
export const changed = <R extends object>(before: R, after: R): boolean =>
  (Object.keys(after) as (keyof R)[]).some((field) => before[field] !== after[field]);
