import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { groupCommit } from '../../../../src/adapters/outbound/storage/group-commit.js';
import { memoryStorage } from '../../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { Inbox, InboxEvent, Lease } from '../../../../src/application/ports/inbox.js';
import {
  type StorageError,
  storageFault,
  storageUnavailable,
} from '../../../../src/application/ports/storage-error.js';
import { delivery, lease, NOON, newlyAppended, OWNER, upTo } from '../../../../src/testing/storage/samples.js';

/** An inbox in memory that records its appends, and whose appends can be delayed or made to fail. */
const observedInbox = () => {
  const { inbox } = memoryStorage();
  const appends: { readonly size: number; readonly lease: Lease }[] = [];
  const state = { underWay: 0, mostUnderWay: 0, failure: null as StorageError | null, gate: Promise.resolve() };
  const append: Inbox['append'] = (deliveries, under) => async () => {
    appends.push({ size: deliveries.length, lease: under });
    state.underWay += 1;
    state.mostUnderWay = Math.max(state.mostUnderWay, state.underWay);
    await state.gate;
    state.underWay -= 1;
    return state.failure === null ? inbox.append(deliveries, under)() : E.left(state.failure);
  };
  const sizes = (): readonly number[] => appends.map(({ size }) => size);
  return { inbox: { ...inbox, append }, appends, sizes, state };
};

/** `closed` resolves once `open` is called. */
const gate = () => {
  let open = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { closed, open };
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  it('appends together what arrives together, and gives each caller its own answer', async () => {
    const { inbox, sizes } = observedInbox();
    const grouped = groupCommit(inbox);
    const [one, two, again] = [delivery({ dedupeKey: 'a' }), delivery(), delivery({ dedupeKey: 'a' })];
    const outcomes = await Promise.all([
      grouped.append([one], lease())(),
      grouped.append([two, again], lease())(),
      grouped.append([], lease())(),
    ]);
    expect(outcomes).to.deep.equal([
      E.right([newlyAppended(one)]),
      E.right([newlyAppended(two), { id: one.id, duplicate: true }]),
      E.right([]),
    ]);
    expect(sizes()).to.deep.equal([3]);
  });

  it('refuses no delivery because storage refuses another one', async () => {
    const { inbox } = memoryStorage();
    const [bad, good] = [delivery({ name: 'bad' }), delivery()];
    const append: Inbox['append'] = (deliveries, under) =>
      deliveries.includes(bad) ? async () => E.left(storageFault('too long')) : inbox.append(deliveries, under);
    const grouped = groupCommit({ ...inbox, append });
    expect(await Promise.all([bad, good].map((one) => grouped.append([one], lease())()))).to.deep.equal([
      E.left(storageFault('too long')),
      E.right([newlyAppended(good)]),
    ]);
  });

  it('hands on what was stored although its append failed, before anything that comes after it', async () => {
    const { inbox } = memoryStorage();
    const log: string[] = [];
    let answers = false;
    const append: Inbox['append'] = (deliveries, under) => async () => {
      const stored = await inbox.append(deliveries, under)();
      log.push(`appended ${deliveries.length}`);
      return answers ? stored : E.left(storageUnavailable('the answer was lost'));
    };
    const recovered = (events: readonly InboxEvent[]) => log.push(`recovered ${events.map(({ id }) => id)}`);
    const grouped = groupCommit({ ...inbox, append }, { recovered });
    const [lost, next] = [delivery(), delivery()];
    expect(E.isLeft(await grouped.append([lost], lease())())).to.equal(true);
    answers = true;
    // The sender delivers it again, and then what follows.
    expect(await grouped.append([lost], lease())()).to.deep.equal(E.right([{ id: lost.id, duplicate: true }]));
    await grouped.append([next], lease())();
    expect(log).to.deep.equal(['appended 1', `recovered ${lost.id}`, 'appended 1', 'appended 1']);
  });

  it('has one append under way, and collects the deliveries that arrive meanwhile', async () => {
    const { inbox, sizes, state } = observedInbox();
    const { closed, open } = gate();
    state.gate = closed;
    const grouped = groupCommit(inbox);
    const first = grouped.append([delivery()], lease())();
    await nextTurn();
    const rest = upTo(20).map(() => grouped.append([delivery()], lease())());
    await nextTurn();
    expect(sizes()).to.deep.equal([1]);
    open();
    expect((await Promise.all([first, ...rest])).every(E.isRight)).to.equal(true);
    expect(sizes()).to.deep.equal([1, 20]);
    expect(state.mostUnderWay).to.equal(1);
  });

  it('puts no more into an append than allowed, and never splits the deliveries of a caller', async () => {
    const { inbox, sizes } = observedInbox();
    const grouped = groupCommit(inbox, { most: 10 });
    const outcomes = await Promise.all(
      [4, 4, 4, 25, 1, 9].map((size) =>
        grouped.append(
          upTo(size).map(() => delivery()),
          lease(),
        )(),
      ),
    );
    expect(outcomes.map((outcome) => (E.isRight(outcome) ? outcome.right.length : null))).to.deep.equal([
      4, 4, 4, 25, 1, 9,
    ]);
    expect(sizes()).to.deep.equal([8, 4, 25, 10]);
  });

  it('preserves the order of arrival', async () => {
    const { inbox } = observedInbox();
    const grouped = groupCommit(inbox, { most: 7 });
    const deliveries = upTo(50).map((n) => delivery({ receivedAt: NOON + n }));
    await Promise.all(deliveries.map((one) => grouped.append([one], lease())()));
    const claimed = await grouped.claim(lease({ owner: 'other' }), NOON + 60_000, 100)();
    expect(E.isRight(claimed) && claimed.right.map(({ id }) => id)).to.deep.equal(deliveries.map(({ id }) => id));
  });

  it('gives each caller the error, and goes on with the next', async () => {
    const { inbox, state } = observedInbox();
    const grouped = groupCommit(inbox);
    state.failure = storageFault('refused');
    const refused = await Promise.all([delivery(), delivery()].map((one) => grouped.append([one], lease())()));
    expect(refused).to.deep.equal([E.left(state.failure), E.left(state.failure)]);
    state.failure = null;
    expect((await grouped.append([delivery()], lease())())._tag).to.equal('Right');
  });

  it('passes a bug on to each caller, and goes on with the next', async () => {
    const { inbox } = memoryStorage();
    let broken = true;
    const append: Inbox['append'] = (deliveries, under) => {
      if (broken) throw new Error('a bug');
      return inbox.append(deliveries, under);
    };
    const grouped = groupCommit({ ...inbox, append });
    const outcomes = await Promise.allSettled(upTo(2).map(() => grouped.append([delivery()], lease())()));
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    broken = false;
    expect((await grouped.append([delivery()], lease())())._tag).to.equal('Right');
  });

  it('puts no more bytes into an append than allowed, and what is larger alone', async () => {
    const { inbox, sizes } = observedInbox();
    const grouped = groupCommit(inbox, { mostBytes: 100 });
    const payloads = [60, 30, 20, 500, 10].map((length) => 'x'.repeat(length));
    await Promise.all(payloads.map((payload) => grouped.append([delivery({ payload })], lease())()));
    expect(sizes()).to.deep.equal([2, 1, 1, 1]);
  });

  it('refuses at once what arrives while too much waits', async () => {
    const bytes = delivery().payload.length;
    const { inbox, state } = observedInbox();
    const { closed, open } = gate();
    state.gate = closed;
    const grouped = groupCommit(inbox, { mostBytesWaiting: 3 * bytes });
    const underWay = grouped.append([delivery()], lease())();
    await nextTurn();
    const waiting = upTo(3).map(() => grouped.append([delivery()], lease())());
    const refused = await grouped.append([delivery()], lease())();
    expect(refused).to.deep.equal(E.left(storageUnavailable('too many deliveries are waiting')));
    open();
    expect((await Promise.all([underWay, ...waiting])).every(E.isRight)).to.equal(true);
    expect((await grouped.append([delivery()], lease())())._tag).to.equal('Right');
  });

  it('leases a group under the lease that ends last, and never mixes two owners', async () => {
    const { inbox, appends } = observedInbox();
    const grouped = groupCommit(inbox);
    const leases = [
      lease({ until: NOON + 1 }),
      lease({ until: NOON + 3 }),
      lease({ until: NOON + 2 }),
      lease({ owner: 'other', until: NOON }),
    ];
    await Promise.all(leases.map((under) => grouped.append([delivery()], under)()));
    expect(appends).to.deep.equal([
      { size: 3, lease: { owner: OWNER, until: NOON + 3 } },
      { size: 1, lease: { owner: 'other', until: NOON } },
    ]);
  });

  it('does not change the other operations of the inbox', async () => {
    const { inbox } = observedInbox();
    const grouped = groupCommit(inbox);
    await grouped.append([delivery()], lease())();
    const stats = await grouped.stats();
    expect(E.isRight(stats) && stats.right.counts.pending).to.equal(1);
  });
});
