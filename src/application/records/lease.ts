import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import { isHeld, isSameLease, type Lease, leaseFor } from '../../domain/lease.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Clock } from '../ports/clock.js';
import type { StorageError } from '../ports/storage-error.js';
import { type Changed, type RecordOf, toRecord } from './app-record.js';

/** Another process, or another request of this one, holds the lease. */
export interface LeaseHeld {
  readonly _tag: 'LeaseHeld';
}

/** The lease ran out, and another has taken it over, or has ended what it was for. */
export interface LeaseLost {
  readonly _tag: 'LeaseLost';
}

const LEASE_HELD: LeaseHeld = { _tag: 'LeaseHeld' };
const LEASE_LOST: LeaseLost = { _tag: 'LeaseLost' };

interface Tagged {
  readonly _tag: string;
}

/** Where the records of one kind have their lease, and for how long who acquires it. */
export interface LeaseTerms<A> {
  readonly records: RecordOf<A>;
  readonly leaseOf: (record: A) => Lease | null;
  /** Puts another lease in the place of the one that a record has; null releases it. */
  readonly putLease: (record: A, lease: Lease | null) => A;
  readonly owner: string;
  /** Longer than the work between two renewals can take. */
  readonly ms: number;
  /** Of this process; that of the records, where they have one, comes first. */
  readonly clock: Clock;
}

const nowOf = <A>({ records, clock }: LeaseTerms<A>): Timestamp => (records.leaseClock ?? clock).now();

/** A record while its lease is held. */
export interface LeasedRecord<A> {
  /** As it was saved when the lease was acquired. */
  readonly record: A;
  /** Changes the record and holds its lease for the full time again. */
  readonly renew: (how: (stored: A) => A) => TaskEither<StorageError | LeaseLost, A>;
}

/** How finished work changes the record. The lease is released by the same change. */
export interface Settlement<A, F, R> {
  /** `stillHeld` is false where another has taken over. A Left saves nothing. */
  readonly decide: (stored: A, stillHeld: boolean) => E.Either<F, Changed<A, R>>;
  /** Given for a change that must not be lost: waits before each new try while storage is out of reach, until the lease ends. */
  readonly beforeRetry?: () => Promise<void>;
}

/**
 * Does some work on an app's record while no other process or request does. `begin` decides from the record whether there is work,
 * and puts the lease that it is given into the record; its Left begins nothing. The work answers how it changes the record. Work
 * that ends with a Left changes nothing, and its lease is released.
 */
export const withLease =
  <A>(terms: LeaseTerms<A>) =>
  <F, W, G extends Tagged, R>(
    appId: AppId,
    begin: (stored: A, lease: Lease) => E.Either<F, A>,
    work: (leased: LeasedRecord<A>) => TaskEither<W, Settlement<A, G, R>>,
  ): TaskEither<StorageError | LeaseHeld | F | W | G, Changed<A, R>> =>
  async () => {
    let lease = nextLease(terms);
    const acquired = await acquire(terms, appId, lease, begin)();
    if (E.isLeft(acquired)) return acquired;

    const renew: LeasedRecord<A>['renew'] = (how) => async () => {
      const next = nextLease(terms);
      const renewed = await change(terms, appId, lease, next, how)();
      if (E.isRight(renewed)) lease = next;
      return renewed;
    };
    const worked = await work({ record: acquired.right, renew })();
    if (E.isRight(worked)) return settle(terms, appId, lease, worked.right)();
    const freed = await release(terms, appId, lease)();
    return E.isLeft(freed) ? freed : worked;
  };

const nextLease = <A>(terms: LeaseTerms<A>): Lease => leaseFor(terms.owner, terms.ms, nowOf(terms));

const acquire =
  <A, F>(
    terms: LeaseTerms<A>,
    appId: AppId,
    lease: Lease,
    begin: (stored: A, lease: Lease) => E.Either<F, A>,
  ): TaskEither<StorageError | LeaseHeld | F, A> =>
  async () => {
    const now = nowOf(terms);
    const acquired = await terms.records.change<LeaseHeld | F, undefined>(appId, (stored) => {
      if (isHeld(terms.leaseOf(stored), now)) return E.left(LEASE_HELD);
      const begun = begin(stored, lease);
      return E.isLeft(begun) ? begun : toRecord(begun.right);
    })();
    return E.isLeft(acquired) ? acquired : E.right(acquired.right.record);
  };

const change =
  <A>(
    { records, leaseOf, putLease }: LeaseTerms<A>,
    appId: AppId,
    lease: Lease,
    next: Lease,
    how: (stored: A) => A,
  ): TaskEither<StorageError | LeaseLost, A> =>
  async () => {
    const changed = await records.change<LeaseLost, undefined>(appId, (stored) =>
      isSameLease(leaseOf(stored), lease) ? toRecord(putLease(how(stored), next)) : E.left(LEASE_LOST),
    )();
    return E.isLeft(changed) ? changed : E.right(changed.right.record);
  };

/** The record without the lease, where it still has it. */
const released = <A>({ leaseOf, putLease }: LeaseTerms<A>, record: A, lease: Lease): A =>
  isSameLease(leaseOf(record), lease) ? putLease(record, null) : record;

const release = <A>(terms: LeaseTerms<A>, appId: AppId, lease: Lease) =>
  terms.records.change(appId, (stored) => toRecord(released(terms, stored, lease)));

const settle =
  <A, F extends Tagged, R>(
    terms: LeaseTerms<A>,
    appId: AppId,
    lease: Lease,
    { decide, beforeRetry }: Settlement<A, F, R>,
  ): TaskEither<StorageError | F, Changed<A, R>> =>
  async () => {
    const decideAndRelease = (stored: A): E.Either<F, Changed<A, R>> =>
      E.map(({ record, result }: Changed<A, R>) => ({ record: released(terms, record, lease), result }))(
        decide(stored, isSameLease(terms.leaseOf(stored), lease)),
      );
    for (;;) {
      const saved = await terms.records.change(appId, decideAndRelease)();
      const mayRetry = beforeRetry !== undefined && nowOf(terms) < lease.until;
      if (E.isRight(saved) || !mayRetry || saved.left._tag !== 'StorageUnavailable') return saved;
      await beforeRetry();
    }
  };
