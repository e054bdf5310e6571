import * as O from 'fp-ts/lib/Option.js';
import type { Settled } from '../../application/ports/aggregates.js';
import { HAD_ALREADY } from '../../application/ports/inbox-journal.js';
import type { Page } from '../../application/ports/listing.js';
import type { Storage } from '../../application/ports/storage.js';
import type { InboxId } from '../../domain/ids.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import { APP, commitOf, delivery, lease, NOON, nthId, OTHER_APP, OWNER } from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every journal of the inbox does. */
export const inboxJournalContract = (storage: () => Storage): void => {
  describe('inbox journal', () => {
    showing(storage);
    replaying(storage);
    assigning(storage);
    pruning(storage);
    recognisingAssigned(storage);
  });
};

const journalOf = (storage: () => Storage) => ({
  /** Appends deliveries and answers with their ids. */
  append: async (...deliveries: ReturnType<typeof delivery>[]) => {
    await rightOf(storage().inbox.append(deliveries, lease()));
    return deliveries.map(({ id }) => id);
  },
  settle: (...settled: Settled[]) => rightOf(storage().aggregates.commit(commitOf({ owner: OWNER, settled }))),
  statusOf: async (id: InboxId) => (await someOf(storage().journal.find(id))).status,
  claimable: async () =>
    (await rightOf(storage().inbox.claim({ owner: 'other', until: NOON + 99_000 }, NOON + 1, 100))).map(
      ({ id, appId, attempts, replayed }) => ({ id, appId, attempts, replayed }),
    ),
});

const showing = (storage: () => Storage): void => {
  const { settle, append } = journalOf(storage);

  it('shows an event with its status and reason', async () => {
    const [id = nthId(0)] = await append(
      delivery({ namedAppId: OTHER_APP, name: 'call.ring', payload: '{"event":"call.ring"}' }),
    );
    await settle({ id, status: 'failed', reason: 'no call id' });
    expect(await someOf(storage().journal.find(id))).to.deep.equal({
      id,
      appId: APP,
      namedAppId: OTHER_APP,
      name: 'call.ring',
      status: 'failed',
      payload: '{"event":"call.ring"}',
      receivedAt: NOON,
      attempts: 0,
      reason: 'no call id',
      replayed: false,
    });
    expect(await rightOf(storage().journal.find(nthId(999)))).to.deep.equal(O.none);
  });

  it('lists the newest first, by status and by app, page by page', async () => {
    const [a, b, c] = await append(delivery(), delivery({ appId: OTHER_APP }), delivery({ appId: null }));
    const idsOf = async (filter: object, page = ALL) => {
      const { items, total } = await rightOf(storage().journal.list(filter, page));
      return [items.map(({ id }) => id), total];
    };
    expect(await idsOf({})).to.deep.equal([[c, b, a], 3]);
    expect(await idsOf({ status: 'pending' })).to.deep.equal([[b, a], 2]);
    expect(await idsOf({ status: 'unrouted' })).to.deep.equal([[c], 1]);
    expect(await idsOf({ appId: OTHER_APP })).to.deep.equal([[b], 1]);
    expect(await idsOf({ status: 'failed' })).to.deep.equal([[], 0]);
    expect(await idsOf({}, { limit: 1, offset: 1 })).to.deep.equal([[b], 3]);
    expect(await idsOf({ appId: APP, status: 'pending' }, { limit: 1, offset: 0 })).to.deep.equal([[a], 1]);
  });

  it('lists what an app has received about one thing, whatever has become of it', async () => {
    const [a = nthId(0), , , b] = await append(
      delivery({ orderKey: '5' }),
      delivery({ orderKey: '6' }),
      delivery({ orderKey: '5', appId: OTHER_APP }),
      delivery({ orderKey: '5' }),
      delivery(),
    );
    await settle({ id: a, status: 'processed', reason: null });
    const ofFive = async (page: Page) => {
      const { items, total, hasMore } = await rightOf(storage().journal.list({ appId: APP, orderKey: '5' }, page));
      return [items.map(({ id }) => id), total, hasMore];
    };
    expect(await ofFive(ALL)).to.deep.equal([[b, a], 2, false]);
    expect(await ofFive({ limit: 1, offset: 0 })).to.deep.equal([[b], 2, true]);
    expect(await ofFive({ limit: 1, offset: 1, after: { at: 0, id: b ?? '' }, total: 2 })).to.deep.equal([
      [a],
      2,
      false,
    ]);
  });
};

const replaying = (storage: () => Storage): void => {
  const { settle, statusOf, claimable, append } = journalOf(storage);

  it('makes a settled event pending again, marked as replayed, and lets any process claim it', async () => {
    const [id = nthId(0)] = await append(delivery());
    await settle({ id, status: 'failed', reason: 'no call id' });
    expect(await rightOf(storage().journal.replay({ id }, NOON))).to.equal(1);
    expect(await someOf(storage().journal.find(id))).to.include({ status: 'pending', reason: null, replayed: true });
    expect(await claimable()).to.deep.equal([{ id, appId: APP, attempts: 0, replayed: true }]);
  });

  it('does not replay an event that is pending or unrouted', async () => {
    const [pending = nthId(0), unrouted = nthId(0)] = await append(delivery(), delivery({ appId: null }));
    expect(await rightOf(storage().journal.replay({ id: pending }, NOON))).to.equal(0);
    expect(await rightOf(storage().journal.replay({ id: unrouted }, NOON))).to.equal(0);
    expect(await claimable()).to.deep.equal([]);
  });

  it('replays all events of a status, of one app if asked, and answers how many', async () => {
    const [a = nthId(0), b = nthId(0), c = nthId(0)] = await append(
      delivery(),
      delivery({ appId: OTHER_APP }),
      delivery(),
    );
    const failed = (id: InboxId): Settled => ({ id, status: 'failed', reason: 'because' });
    await settle(failed(a), failed(b), { id: c, status: 'processed', reason: null });
    expect(await rightOf(storage().journal.replay({ status: 'failed', appId: OTHER_APP }, NOON))).to.equal(1);
    expect([await statusOf(a), await statusOf(b), await statusOf(c)]).to.deep.equal(['failed', 'pending', 'processed']);
    expect(await rightOf(storage().journal.replay({ status: 'failed' }, NOON))).to.equal(1);
    expect((await rightOf(storage().inbox.stats)).counts).to.include({ failed: 0, pending: 2, processed: 1 });
  });
};

const assigning = (storage: () => Storage): void => {
  const { claimable, append } = journalOf(storage);

  it('assigns an unrouted event to an app, once', async () => {
    const [id = nthId(0)] = await append(delivery({ appId: null }));
    expect(await rightOf(storage().journal.assign(id, APP, NOON))).to.equal('assigned');
    expect(await claimable()).to.deep.equal([{ id, appId: APP, attempts: 0, replayed: true }]);
    expect(await rightOf(storage().journal.assign(id, APP, NOON))).to.equal('gone');
  });

  it('ignores an unrouted event that is a duplicate in its app', async () => {
    await append(delivery({ dedupeKey: 'same' }));
    const [id = nthId(0)] = await append(delivery({ dedupeKey: 'same', appId: null }));
    expect(await rightOf(storage().journal.assign(id, APP, NOON))).to.equal('duplicate');
    expect(await someOf(storage().journal.find(id))).to.include({ status: 'ignored', reason: HAD_ALREADY });
  });
};

const pruning = (storage: () => Storage): void => {
  const { settle, append } = journalOf(storage);

  it('prunes the oldest processed and ignored events, but none that are pending, failed or unrouted', async () => {
    const at = (receivedAt: number, more = {}) => delivery({ receivedAt, ...more });
    const [done = nthId(0), ignored = nthId(0), failed = nthId(0), , , young = nthId(0)] = await append(
      at(NOON - 5),
      at(NOON - 4),
      at(NOON - 3),
      at(NOON - 2),
      at(NOON - 1, { appId: null }),
      at(NOON),
    );
    await settle(
      { id: done, status: 'processed', reason: null },
      { id: ignored, status: 'ignored', reason: null },
      { id: failed, status: 'failed', reason: null },
      { id: young, status: 'processed', reason: null },
    );
    expect(await rightOf(storage().journal.prune(NOON, 1))).to.equal(1);
    expect(await rightOf(storage().journal.find(done))).to.deep.equal(O.none);
    expect(await rightOf(storage().journal.prune(NOON, 10))).to.equal(1);
    expect(await rightOf(storage().journal.prune(NOON, 10))).to.equal(0);
    const { counts } = await rightOf(storage().inbox.stats);
    expect(counts).to.deep.equal({ pending: 1, processed: 1, ignored: 0, failed: 1, unrouted: 1 });
  });
};

const recognisingAssigned = (storage: () => Storage): void => {
  const { append } = journalOf(storage);

  it('recognises an assigned event as a duplicate when it is delivered to its app', async () => {
    const [id = nthId(0)] = await append(delivery({ dedupeKey: 'same', appId: null }));
    await rightOf(storage().journal.assign(id, APP, NOON));
    const again = await rightOf(storage().inbox.append([delivery({ dedupeKey: 'same' })], lease()));
    expect(again).to.deep.equal([{ id, duplicate: true }]);
  });
};
