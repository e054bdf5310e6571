import type { InboxEvent } from '../../application/ports/inbox.js';
import type { Storage } from '../../application/ports/storage.js';
import type { AppId } from '../../domain/ids.js';
import type { Crash } from './crash.js';
import { beginning, continuing, deliveries, first, together } from './crash-commits.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import { APP, commitOf, delivery, dialpadId, lease, NOON, nthId, OTHER_APP, OWNER } from './samples.js';

/** After every lease of the process that died has ended. */
const LATER = NOON + 3_600_000;

/** Claims what is still pending and carries out the commits that the process that died did not. */
const finish = async (storage: Storage): Promise<void> => {
  const owner = 'survivor';
  const claimed = await rightOf(storage.inbox.claim({ owner, until: LATER + 30_000 }, LATER, 100));
  for (const appId of [APP, OTHER_APP]) {
    for (const commit of [beginning(appId, owner), continuing(appId, owner)]) {
      const holds = ({ id }: { readonly id: string }): boolean => claimed.some((event: InboxEvent) => event.id === id);
      // Either all or none of what a commit settles is still pending.
      const [one = false, ...others] = commit.settled.map(holds);
      expect(others, 'what one commit settles').to.deep.equal(others.map(() => one));
      if (one) await rightOf(storage.aggregates.commit(commit));
    }
  }
};

/** Fails unless everything of an app is stored once and in order. */
const expectComplete = async (storage: Storage, appId: AppId): Promise<void> => {
  const [begun, continued] = [beginning(appId, OWNER), continuing(appId, OWNER)];
  const events = await rightOf(storage.events.read(appId, 0, 100));
  expect(events, 'the events').to.deep.equal(
    [...begun.events, ...continued.events].map((e, n) => ({ ...e, seq: n + 1 })),
  );
  expect((await rightOf(storage.events.position(appId))).seq, 'the position').to.equal(events.length);
  expect(await rightOf(storage.events.newest([appId]))).to.deep.equal(new Map([[appId, events.length]]));
  const found = await rightOf(
    storage.aggregates.load([
      { appId, calls: [dialpadId(1)], voicemails: [`call:${dialpadId(1)}`], messages: [dialpadId(1)] },
    ]),
  );
  expect(found.calls).to.have.deep.members(continued.calls);
  expect(found.voicemails).to.deep.equal(begun.voicemails);
  expect(found.messages).to.deep.equal(begun.messages);
  const listed = await rightOf(storage.calls.list(appId, {}, { limit: 10, offset: 0 }));
  expect(listed.total, 'the calls listed').to.equal(2);
};

const appendAll = (storage: Storage) => rightOf(storage.inbox.append(deliveries, lease()));

/** Finishes the work of the process that died, and fails unless all of it is stored then. */
const finishAndCheck = async (storage: Storage, apps: readonly AppId[]): Promise<void> => {
  await finish(storage);
  for (const appId of apps) await expectComplete(storage, appId);
  const { counts } = await rightOf(storage.inbox.stats);
  expect(counts).to.include({ pending: 0, processed: 4, ignored: 2 });
};

/** A process that dies while it stores deliveries or what follows from them. */
export const aggregateCrashes: readonly Crash[] = [
  {
    name: 'leaves deliveries that can be appended again',
    doing: (storage) => storage.inbox.append(deliveries, lease())(),
    after: async (storage) => {
      const again = await appendAll(storage);
      expect(again.map(({ id }) => id)).to.deep.equal(deliveries.map(({ id }) => id));
      await finishAndCheck(storage, [APP, OTHER_APP]);
    },
  },
  {
    name: 'leaves a commit complete or not begun',
    before: appendAll,
    doing: (storage) => storage.aggregates.commit(beginning(APP, OWNER))(),
    after: (storage) => finishAndCheck(storage, [APP, OTHER_APP]),
  },
  {
    name: 'leaves a commit of later revisions complete or not begun',
    before: async (storage) => {
      await appendAll(storage);
      await rightOf(storage.aggregates.commit(beginning(APP, OWNER)));
    },
    doing: (storage) => storage.aggregates.commit(continuing(APP, OWNER))(),
    after: (storage) => finishAndCheck(storage, [APP, OTHER_APP]),
  },
  {
    name: 'leaves a commit for two apps complete or not begun, for each of them',
    before: appendAll,
    doing: (storage) => storage.aggregates.commit(together(beginning(APP, OWNER), beginning(OTHER_APP, OWNER)))(),
    after: (storage) => finishAndCheck(storage, [APP, OTHER_APP]),
  },
  {
    name: 'leaves a commit that only settles events complete or not begun',
    before: appendAll,
    doing: (storage) =>
      storage.aggregates.commit(
        commitOf({ settled: deliveries.map(({ id }) => ({ id, status: 'ignored', reason: null })) }),
      )(),
    after: async (storage) => {
      const claimed = await rightOf(storage.inbox.claim(lease({ owner: 'survivor' }), LATER, 100));
      for (const appId of [APP, OTHER_APP]) {
        expect(claimed.filter((event) => event.appId === appId).length).to.be.oneOf([0, 3]);
      }
      const { counts } = await rightOf(storage.inbox.stats);
      expect(counts).to.include({ pending: claimed.length, ignored: 6 - claimed.length });
    },
  },
  {
    name: 'leaves an unrouted event assigned to its app or still unrouted',
    before: async (storage) => {
      const routed = delivery({ id: nthId(1), dedupeKey: 'routed' });
      const unrouted = [1, 2].map((n) => delivery({ id: nthId(10 + n), appId: null, dedupeKey: `unrouted ${n}` }));
      await rightOf(storage.inbox.append([routed, ...unrouted], lease()));
    },
    doing: (storage) => storage.journal.assign(nthId(11), APP, NOON)(),
    after: async (storage) => {
      expect(await rightOf(storage.journal.assign(nthId(11), APP, NOON))).to.be.oneOf(['assigned', 'gone']);
      expect(await someOf(storage.journal.find(nthId(11)))).to.include({ appId: APP, status: 'pending' });
      expect((await rightOf(storage.inbox.stats)).counts).to.include({ pending: 2, unrouted: 1 });
      const claimed = await rightOf(storage.inbox.claim(lease({ owner: 'survivor' }), LATER, 100));
      expect(claimed.map(({ id }) => id)).to.have.members([nthId(1), nthId(11)]);
    },
  },
  {
    name: 'leaves settled events that can be replayed',
    before: async (storage) => {
      await appendAll(storage);
      await rightOf(storage.aggregates.commit(beginning(APP, OWNER)));
    },
    doing: (storage) => storage.journal.replay({ status: 'processed' }, NOON)(),
    after: async (storage) => {
      await rightOf(storage.journal.replay({ status: 'processed' }, NOON));
      expect((await rightOf(storage.inbox.stats)).counts).to.include({ pending: 6, processed: 0 });
      const claimed = await rightOf(storage.inbox.claim(lease({ owner: 'survivor' }), LATER, 100));
      expect(claimed.filter(({ replayed }) => replayed)).to.have.length(2);
    },
  },
  {
    name: 'leaves a voicemail deleted or not',
    before: async (storage) => {
      await rightOf(storage.aggregates.commit(commitOf({ voicemails: [first(APP).voicemail] })));
    },
    doing: (storage) => storage.voicemails.delete(APP, first(APP).voicemail.id, NOON + 5)(),
    after: async (storage) => {
      await rightOf(storage.voicemails.delete(APP, first(APP).voicemail.id, NOON + 5));
      const listed = await rightOf(storage.voicemails.list(APP, {}, { limit: 10, offset: 0 }));
      expect(listed).to.deep.include({ items: [], total: 0 });
    },
  },
];
