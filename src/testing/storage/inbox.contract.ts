import type { Settled } from '../../application/ports/aggregates.js';
import type { Storage } from '../../application/ports/storage.js';
import type { InboxId } from '../../domain/ids.js';
import { expect } from './expect.js';
import { leftOf, rightOf } from './outcome.js';
import {
  APP,
  commitOf,
  delivery,
  lease,
  NOON,
  newlyAppended,
  nthId,
  OTHER_APP,
  OWNER,
  SPECIAL_CHARACTERS,
  upTo,
} from './samples.js';

const LATER = NOON + 60_000;

/** What every inbox does. */
export const inboxContract = (storage: () => Storage): void => {
  describe('inbox', () => {
    appending(storage);
    recognisingDuplicates(storage);
    leasing(storage);
    claimingByBytes(storage);
    settlingAndPostponing(storage);
    counting(storage);
  });
};

const done = (id: InboxId): Settled => ({ id, status: 'processed', reason: null });

const inboxOf = (storage: () => Storage) => ({
  append: (...deliveries: Parameters<typeof delivery>[0][]) =>
    rightOf(storage().inbox.append(deliveries.map(delivery), lease())),
  claim: (owner: string, now: number, limit = 100) =>
    rightOf(storage().inbox.claim({ owner, until: now + 30_000 }, now, limit)),
  settle: (owner: string, ...settled: Settled[]) => storage().aggregates.commit(commitOf({ owner, settled })),
});

const appending = (storage: () => Storage): void => {
  const { append, claim } = inboxOf(storage);

  it('answers for each delivery, in order', async () => {
    const deliveries = [delivery(), delivery(), delivery()];
    const appended = await rightOf(storage().inbox.append(deliveries, lease()));
    expect(appended).to.deep.equal(deliveries.map(newlyAppended));
  });

  it('gives back what was stored', async () => {
    const payload = JSON.stringify({ text: SPECIAL_CHARACTERS, long: 'x'.repeat(100_000) });
    const stored = delivery({ payload, name: SPECIAL_CHARACTERS });
    await rightOf(storage().inbox.append([stored], lease()));
    expect(await claim('other', LATER)).to.deep.equal([
      { id: stored.id, appId: APP, name: SPECIAL_CHARACTERS, payload, receivedAt: NOON, attempts: 0, replayed: false },
    ]);
  });

  it('stores a delivery whose name holds what a text cannot hold', async () => {
    await append({ name: 'a\0b' });
    expect((await claim('other', LATER)).map(({ name }) => name?.replace('\0', '\uFFFD'))).to.deep.equal(['a\uFFFDb']);
  });

  it('keeps keys apart that differ in what some engine cannot store, and knows each again', async () => {
    const odd = ['a\0b', 'a\uFFFDb', 'a\uD800b', 'a\uDC00b', `${'long'.repeat(400)}\0`, `${'long'.repeat(400)}\uFFFD`];
    const deliveries = odd.map((dedupeKey) => delivery({ dedupeKey }));
    const appended = await rightOf(storage().inbox.append(deliveries, lease()));
    expect(appended.map(({ duplicate }) => duplicate)).to.deep.equal(odd.map(() => false));
    const again = await rightOf(
      storage().inbox.append(
        odd.map((dedupeKey) => delivery({ dedupeKey })),
        lease(),
      ),
    );
    expect(again).to.deep.equal(deliveries.map(({ id }) => ({ id, duplicate: true })));
  });

  it('stores nothing for an empty append', async () => {
    expect(await append()).to.deep.equal([]);
    expect((await rightOf(storage().inbox.stats)).counts.pending).to.equal(0);
  });
};

/** What is claimed together is bounded by bytes too. */
const claimingByBytes = (storage: () => Storage): void => {
  it('claims no more bytes than asked for, oldest first, and one event at least', async () => {
    const sizes = [40, 50, 30, 500, 10, 10];
    const deliveries = sizes.map((size, n) => delivery({ payload: 'ü'.repeat(size / 2), receivedAt: NOON + n }));
    await rightOf(storage().inbox.append(deliveries, lease()));
    const claimed: number[][] = [];
    for (let round = 0; round < 5; round += 1) {
      const events = await rightOf(storage().inbox.claim({ owner: 'other', until: LATER + 30_000 }, LATER, 3, 100));
      claimed.push(events.map(({ payload }) => Buffer.byteLength(payload)));
    }
    expect(claimed).to.deep.equal([[40, 50], [30], [500], [10, 10], []]);
  });
};

const recognisingDuplicates = (storage: () => Storage): void => {
  const { append, claim } = inboxOf(storage);

  it('recognises a key that is longer than an index can hold', async () => {
    const endless = upTo(20_000)
      .map((n) => (n * 7919).toString(36))
      .join('');
    const [first] = await append({ dedupeKey: endless });
    expect(await append({ dedupeKey: endless })).to.deep.equal([{ id: first?.id, duplicate: true }]);
    expect((await append({ dedupeKey: `${endless}!` }))[0]?.duplicate).to.equal(false);
  });

  it('answers a duplicate with the id of the event that was stored first, and changes nothing', async () => {
    const first = delivery({ dedupeKey: 'same', payload: '"first"' });
    const second = delivery({ dedupeKey: 'same', payload: '"second"' });
    await rightOf(storage().inbox.append([first], lease()));
    const appended = await rightOf(storage().inbox.append([second], lease({ owner: 'other' })));
    expect(appended).to.deep.equal([{ id: first.id, duplicate: true }]);
    expect((await claim('third', LATER)).map(({ payload }) => payload)).to.deep.equal(['"first"']);
  });

  it('finds duplicates within one append', async () => {
    const [first, other, again] = [delivery({ dedupeKey: 'same' }), delivery(), delivery({ dedupeKey: 'same' })];
    const appended = await rightOf(storage().inbox.append([first, other, again, first], lease()));
    expect(appended).to.deep.equal([
      newlyAppended(first),
      newlyAppended(other),
      { id: first.id, duplicate: true },
      { id: first.id, duplicate: true },
    ]);
    expect(await claim('other', LATER)).to.have.length(2);
  });

  it('distinguishes the same dedupe key of two apps, and of no app', async () => {
    const appended = await append(
      { appId: APP, dedupeKey: 'same' },
      { appId: OTHER_APP, dedupeKey: 'same' },
      { appId: null, dedupeKey: 'same' },
      { appId: null, dedupeKey: 'same' },
    );
    expect(appended.map(({ duplicate }) => duplicate)).to.deep.equal([false, false, false, true]);
  });

  it('recognises a duplicate whatever characters its dedupe key has', async () => {
    const keys = [SPECIAL_CHARACTERS, 'a\u0000b', 'half of a pair \ud83d', ''];
    const first = await append(...keys.map((dedupeKey) => ({ dedupeKey })));
    const again = await append(...keys.map((dedupeKey) => ({ dedupeKey })));
    expect(first.map(({ duplicate }) => duplicate)).to.deep.equal(keys.map(() => false));
    expect(again).to.deep.equal(first.map(({ id }) => ({ id, duplicate: true })));
  });

  it('stores one of several deliveries that are appended concurrently with the same dedupe key', async () => {
    const appended = (await Promise.all(upTo(10).map(() => append({ dedupeKey: 'same' })))).flat();
    expect(appended.filter(({ duplicate }) => !duplicate)).to.have.length(1);
    expect(new Set(appended.map(({ id }) => id)).size).to.equal(1);
  });

  it('accepts a large append with duplicates throughout', async () => {
    const keys = upTo(3000).map((n) => ({ dedupeKey: String(n % 2000) }));
    const appended = await append(...keys);
    expect(appended.filter(({ duplicate }) => duplicate)).to.have.length(1000);
    expect((await append(...keys)).every(({ duplicate }) => duplicate)).to.equal(true);
    expect((await rightOf(storage().inbox.stats)).counts.pending).to.equal(2000);
  });
};

const leasing = (storage: () => Storage): void => {
  const { append, claim, settle } = inboxOf(storage);

  it('leases the stored deliveries to the caller until the lease ends', async () => {
    await rightOf(storage().inbox.append([delivery()], lease({ until: NOON + 1000 })));
    expect(await claim('other', NOON + 999)).to.have.length(0);
    expect(await claim('other', NOON + 1000)).to.have.length(1);
  });

  it('stores a delivery without an app as unrouted, and lets nobody claim it', async () => {
    await append({ appId: null });
    expect(await claim('other', LATER)).to.have.length(0);
    expect((await rightOf(storage().inbox.stats)).counts).to.include({ unrouted: 1, pending: 0 });
  });

  it('claims the oldest first, then by id, and no more than the limit', async () => {
    await append(
      { id: nthId(905), receivedAt: NOON + 2 },
      { id: nthId(904), receivedAt: NOON + 1 },
      { id: nthId(903), receivedAt: NOON + 1 },
      { id: nthId(906), receivedAt: NOON },
    );
    const claimed = await claim('other', LATER, 3);
    expect(claimed.map(({ id }) => id)).to.deep.equal([nthId(906), nthId(903), nthId(904)]);
    expect((await claim('third', LATER)).map(({ id }) => id)).to.deep.equal([nthId(905)]);
  });

  it('claims what is leased or postponed for longer than can be, because a clock was wrong', async () => {
    const wrong = NOON + 600_000;
    const leased = await rightOf(storage().inbox.append([delivery()], lease({ until: wrong })));
    const [postponed] = await append({});
    const pause = { id: postponed?.id ?? nthId(1), attempts: 1, until: wrong, reason: 'x' };
    await rightOf(storage().inbox.postpone(OWNER, [pause]));
    const claimed = await claim('other', NOON);
    expect(claimed.map(({ id }) => id).sort()).to.deep.equal(
      [...leased, postponed].flatMap((one) => one?.id ?? []).sort(),
    );
    expect(await claim('third', NOON)).to.have.length(0);
  });

  it('says which events a process holds: neither those that are settled nor those of another', async () => {
    const [settled, lost, held] = await append({}, {}, {}, {});
    const ids = [settled, lost, held].flatMap((one) => one?.id ?? []);
    await rightOf(settle(OWNER, done(settled?.id ?? nthId(1))));
    await rightOf(storage().inbox.postpone(OWNER, [{ id: ids[1] ?? nthId(1), attempts: 1, until: NOON, reason: 'x' }]));
    expect([...(await rightOf(storage().inbox.held(OWNER, [...ids, nthId(907)])))]).to.deep.equal(ids.slice(2));
    expect([...(await rightOf(storage().inbox.held(OWNER, [])))]).to.deep.equal([]);
  });

  it('leases each event to one of several concurrent claims', async () => {
    await append(...upTo(50).map(() => ({})));
    const claimed = (await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim(owner, LATER, 20)))).flat();
    expect(claimed).to.have.length(50);
    expect(new Set(claimed.map(({ id }) => id)).size).to.equal(50);
  });
};

const settlingAndPostponing = (storage: () => Storage): void => {
  const { append, claim, settle } = inboxOf(storage);

  it('refuses to settle an event that another process has claimed since', async () => {
    const [appended] = await append({});
    const id = appended?.id ?? nthId(0);
    await claim('other', LATER);
    expect(await leftOf(settle(OWNER, done(id)))).to.deep.equal({ _tag: 'Conflict' });
    await rightOf(settle('other', done(id)));
  });

  it('postpones an event until the given time, with its attempts', async () => {
    const [appended] = await append({});
    const id = appended?.id ?? nthId(0);
    const until = LATER + 1000;
    await rightOf(storage().inbox.postpone(OWNER, [{ id, attempts: 3, until, reason: 'storage is full' }]));
    expect(await claim('other', until - 1)).to.have.length(0);
    expect((await claim('other', until)).map(({ attempts }) => attempts)).to.deep.equal([3]);
  });

  it('ends the lease of a process that postpones an event', async () => {
    const [appended] = await append({});
    const id = appended?.id ?? nthId(0);
    await rightOf(storage().inbox.postpone(OWNER, [{ id, attempts: 1, until: LATER, reason: 'x' }]));
    expect(await leftOf(settle(OWNER, done(id)))).to.deep.equal({ _tag: 'Conflict' });
  });

  it('postpones no event that the process does not hold the lease of', async () => {
    const [unheld, settled] = await append({}, {});
    await rightOf(settle(OWNER, done(settled?.id ?? nthId(0))));
    const postponed = { attempts: 5, until: LATER + 1000, reason: 'x' };
    await rightOf(storage().inbox.postpone('stranger', [{ id: unheld?.id ?? nthId(0), ...postponed }]));
    await rightOf(storage().inbox.postpone(OWNER, [{ id: settled?.id ?? nthId(0), ...postponed }]));
    expect((await claim('other', LATER)).map(({ id, attempts }) => ({ id, attempts }))).to.deep.equal([
      { id: unheld?.id, attempts: 0 },
    ]);
    expect((await rightOf(storage().inbox.stats)).counts).to.include({ processed: 1, pending: 1 });
  });
};

const counting = (storage: () => Storage): void => {
  const { append, settle } = inboxOf(storage);

  it('counts events by status, and gives the time of the oldest pending one', async () => {
    expect(await rightOf(storage().inbox.stats)).to.deep.equal({
      counts: { pending: 0, processed: 0, ignored: 0, failed: 0, unrouted: 0 },
      oldestPendingAt: null,
    });
    const appended = await append(
      { receivedAt: NOON - 2 },
      { receivedAt: NOON + 5 },
      { receivedAt: NOON - 1 },
      { receivedAt: NOON + 9 },
      { appId: null, receivedAt: NOON - 3 },
    );
    const [processed, , ignored, failed] = appended.map(({ id }) => id);
    await rightOf(
      settle(
        OWNER,
        done(processed ?? nthId(0)),
        { id: ignored ?? nthId(0), status: 'ignored', reason: 'unknown event type' },
        { id: failed ?? nthId(0), status: 'failed', reason: SPECIAL_CHARACTERS },
      ),
    );
    expect(await rightOf(storage().inbox.stats)).to.deep.equal({
      counts: { pending: 1, processed: 1, ignored: 1, failed: 1, unrouted: 1 },
      oldestPendingAt: NOON + 5,
    });
  });
};
