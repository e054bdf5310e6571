import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { AppRecords } from '../../../src/application/ports/app-records.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { storageUnavailable } from '../../../src/application/ports/storage-error.js';
import { recordOf, toRecord } from '../../../src/application/records/app-record.js';
import { type LeaseTerms, type Settlement, withLease } from '../../../src/application/records/lease.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { Lease } from '../../../src/domain/lease.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey } from '../../../src/testing/storage/samples.js';
import { type SettableClock, settableClock } from '../../support/time.js';

interface Tally {
  readonly count: number;
  readonly lease: Lease | null;
}

const MS = 1_000;
const DOWN = storageUnavailable('no answer');

describe('work under a lease', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let clock: SettableClock;

  const terms = (owner = 'one', records: Partial<AppRecords> = {}): LeaseTerms<Tally> => ({
    records: recordOf<Tally>({ ...storage.records, ...records }, 'coverage', () => ({ count: 0, lease: null })),
    leaseOf: ({ lease }) => lease,
    putLease: (tally, lease) => ({ ...tally, lease }),
    owner,
    ms: MS,
    clock,
  });
  const begin = (tally: Tally, lease: Lease) => E.right({ ...tally, lease });
  /** Counts one, and answers whether the lease was still held. */
  const counting: Settlement<Tally, never, boolean> = {
    decide: (tally, stillHeld) => E.right({ record: { ...tally, count: tally.count + 1 }, result: stillHeld }),
  };
  const stored = () => rightOf(terms().records.current(tenant.id));

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    clock = settableClock();
  });

  it('finds its lease in the record, and releases it with the change that it answers', async () => {
    const settled = await rightOf(
      withLease(terms())(tenant.id, begin, ({ record }) => async () => {
        expect(record).to.deep.equal({ count: 0, lease: { owner: 'one', until: clock.now() + MS } });
        expect(await stored()).to.deep.equal(record);
        return E.right(counting);
      }),
    );
    expect(settled).to.deep.equal({ record: { count: 1, lease: null }, result: true });
    expect(await stored()).to.deep.equal(settled.record);
  });

  it('is not begun where another holds the lease, or where there is nothing to do', async () => {
    await rightOf(
      withLease(terms('one'))(tenant.id, begin, () => async () => {
        const other = withLease(terms('two'))(tenant.id, begin, () => TE.right(counting));
        expect(await leftOf(other)).to.deep.equal({ _tag: 'LeaseHeld' });
        return E.right(counting);
      }),
    );
    const nothing = { _tag: 'Nothing' } as const;
    const idle = withLease(terms('two'))(
      tenant.id,
      () => E.left(nothing),
      () => TE.right(counting),
    );
    expect(await leftOf(idle)).to.equal(nothing);
    expect(await stored()).to.deep.equal({ count: 1, lease: null });
  });

  it('that fails changes nothing, and releases the lease', async () => {
    const failing = withLease(terms())(tenant.id, begin, () => TE.left('trouble'));
    expect(await leftOf(failing)).to.equal('trouble');
    expect(await stored()).to.deep.equal({ count: 0, lease: null });
  });

  it('may take as long as it renews its lease', async () => {
    const long = withLease(terms('one'))(tenant.id, begin, ({ renew }) => async () => {
      clock.advance(MS - 1);
      await rightOf(renew((tally) => ({ ...tally, count: 10 })));
      clock.advance(MS - 1);
      const other = withLease(terms('two'))(tenant.id, begin, () => TE.right(counting));
      expect(await leftOf(other)).to.deep.equal({ _tag: 'LeaseHeld' });
      return E.right(counting);
    });
    expect(await rightOf(long)).to.deep.equal({ record: { count: 11, lease: null }, result: true });
  });

  it('that took too long finds that another has taken over, and leaves that one its lease', async () => {
    const slow = withLease(terms('one'))(tenant.id, begin, ({ renew }) => async () => {
      clock.advance(MS);
      const held = { owner: 'two', until: clock.now() + MS };
      await rightOf(terms().records.change(tenant.id, (tally) => toRecord({ ...tally, lease: held })));
      expect(await leftOf(renew((tally) => ({ ...tally, count: 10 })))).to.deep.equal({ _tag: 'LeaseLost' });
      return E.right(counting);
    });
    const { record, result } = await rightOf(slow);
    expect(result).to.equal(false);
    expect(record).to.deep.equal({ count: 1, lease: { owner: 'two', until: clock.now() + MS } });
  });

  describe('while storage is out of reach', () => {
    /** Storage that takes no change after the lease is acquired, so many times. */
    const failing = (times: number): Partial<AppRecords> => {
      let saves = 0;
      const save: AppRecords['save'] = (record) => {
        saves += 1;
        return saves > 1 && saves <= 1 + times ? TE.left(DOWN) : storage.records.save(record);
      };
      return { save };
    };
    const settling = (times: number, settlement: Settlement<Tally, never, boolean>) =>
      withLease(terms('one', failing(times)))(tenant.id, begin, () => TE.right(settlement));
    const patient = { ...counting, beforeRetry: () => clock.pause(300) };

    it('is saved once, unless it is too precious to be lost', async () => {
      expect(await leftOf(settling(1, counting))).to.equal(DOWN);
      clock.advance(MS);
      expect(await rightOf(settling(3, patient))).to.deep.equal({ record: { count: 1, lease: null }, result: true });
    });

    it('is given up when the lease has run out', async () => {
      const before = clock.now();
      expect(await leftOf(settling(100, patient))).to.equal(DOWN);
      expect(clock.now() - before).to.equal(1_200);
    });
  });
});
