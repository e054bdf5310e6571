import { expect } from 'chai';
import type { Commit } from '../../application/ports/aggregates.js';
import type { InboxEvent, NewDelivery } from '../../application/ports/inbox.js';
import type { Storage } from '../../application/ports/storage.js';
import type { AppId } from '../../domain/ids.js';
import type { Crash } from './crash.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  lease,
  message,
  NOON,
  nthId,
  OTHER_APP,
  OWNER,
  seenAgain,
  upTo,
  voicemail,
} from './samples.js';

/** After every lease of the process that died has run out. */
const LATER = NOON + 3_600_000;

/** The n-th delivery of an app; the same each time it is asked for. */
const deliveryOf = (appId: AppId, n: number): NewDelivery =>
  delivery({ id: nthId(appId === APP ? n : 100 + n), appId, dedupeKey: `delivery ${n}` });

const deliveries = [APP, OTHER_APP].flatMap((appId) => upTo(3).map((n) => deliveryOf(appId, n)));

const first = (appId: AppId) => ({
  call: call({ dialpadCallId: dialpadId(1) }, { appId, id: nthId(appId === APP ? 0x201 : 0x301) }),
  voicemail: voicemail({}, { appId, id: nthId(appId === APP ? 0x202 : 0x302) }),
  message: message({}, { appId, id: nthId(appId === APP ? 0x203 : 0x303) }),
});

/** Two commits of an app, each with what it settles: three things that begin, and a call that goes on. */
const beginning = (appId: AppId, owner: string): Commit => {
  const begun = first(appId);
  return commitOf({
    owner,
    calls: [begun.call],
    voicemails: [begun.voicemail],
    messages: [begun.message],
    events: upTo(3).map((n) => eventOf(begun.call, { id: nthId((appId === APP ? 0x400 : 0x500) + n) })),
    settled: upTo(2).map((n) => ({ id: deliveryOf(appId, n).id, status: 'processed', reason: null })),
  });
};

/** Another leg of the call, which names it. */
const transferred = (appId: AppId) =>
  call(
    { dialpadCallId: dialpadId(2), masterCallId: dialpadId(1) },
    { appId, id: nthId(appId === APP ? 0x204 : 0x304) },
  );

const goingOn = (appId: AppId, owner: string): Commit => {
  const connected = seenAgain(first(appId).call, { connected: true }, NOON + 5);
  return commitOf({
    owner,
    calls: [connected, transferred(appId)],
    events: [eventOf(connected, { id: nthId(appId === APP ? 0x410 : 0x510) })],
    settled: [{ id: deliveryOf(appId, 2).id, status: 'ignored', reason: 'says nothing new' }],
  });
};

const together = (...commits: Commit[]): Commit =>
  commitOf({
    owner: commits[0]?.owner ?? OWNER,
    calls: commits.flatMap(({ calls }) => calls),
    voicemails: commits.flatMap(({ voicemails }) => voicemails),
    messages: commits.flatMap(({ messages }) => messages),
    events: commits.flatMap(({ events }) => events),
    settled: commits.flatMap(({ settled }) => settled),
  });

/** Takes over whatever is still pending, and does what the process that died did not: never what it did. */
const finish = async (storage: Storage): Promise<void> => {
  const owner = 'survivor';
  const claimed = await rightOf(storage.inbox.claim({ owner, until: LATER + 30_000 }, LATER, 100));
  for (const appId of [APP, OTHER_APP]) {
    for (const commit of [beginning(appId, owner), goingOn(appId, owner)]) {
      const holds = ({ id }: { readonly id: string }): boolean => claimed.some((event: InboxEvent) => event.id === id);
      // A commit is done or not: never in part.
      const [one = false, ...others] = commit.settled.map(holds);
      expect(others, 'what one commit settles').to.deep.equal(others.map(() => one));
      if (one) await rightOf(storage.aggregates.commit(commit));
    }
  }
};

/** Everything of an app is there, once and in order. */
const isWhole = async (storage: Storage, appId: AppId): Promise<void> => {
  const [begun, gone] = [beginning(appId, OWNER), goingOn(appId, OWNER)];
  const told = await rightOf(storage.events.read(appId, 0, 100));
  expect(told, 'the events told').to.deep.equal(
    [...begun.events, ...gone.events].map((e, n) => ({ ...e, seq: n + 1 })),
  );
  expect((await rightOf(storage.events.position(appId))).seq, 'the position').to.equal(told.length);
  expect(await rightOf(storage.events.newest([appId]))).to.deep.equal(new Map([[appId, told.length]]));
  const found = await rightOf(
    storage.aggregates.load([
      { appId, calls: [dialpadId(1)], voicemails: [`call:${dialpadId(1)}`], messages: [dialpadId(1)] },
    ]),
  );
  expect(found.calls).to.have.deep.members(gone.calls);
  expect(found.voicemails).to.deep.equal(begun.voicemails);
  expect(found.messages).to.deep.equal(begun.messages);
  const listed = await rightOf(storage.calls.list(appId, {}, { limit: 10, offset: 0 }));
  expect(listed.total, 'the calls listed').to.equal(2);
};

const appendAll = (storage: Storage) => rightOf(storage.inbox.append(deliveries, lease()));

const doneWith = async (storage: Storage, apps: readonly AppId[]): Promise<void> => {
  await finish(storage);
  for (const appId of apps) await isWhole(storage, appId);
  const { counts } = await rightOf(storage.inbox.stats);
  expect(counts).to.include({ pending: 0, processed: 4, ignored: 2 });
};

/** In which deliveries are kept, and what follows from them. */
export const aggregateCrashes: readonly Crash[] = [
  {
    name: 'leaves deliveries that can be handed in again',
    doing: (storage) => storage.inbox.append(deliveries, lease())(),
    after: async (storage) => {
      const again = await appendAll(storage);
      expect(again.map(({ id }) => id)).to.deep.equal(deliveries.map(({ id }) => id));
      await doneWith(storage, [APP, OTHER_APP]);
    },
  },
  {
    name: 'leaves a commit done or not begun',
    before: appendAll,
    doing: (storage) => storage.aggregates.commit(beginning(APP, OWNER))(),
    after: (storage) => doneWith(storage, [APP, OTHER_APP]),
  },
  {
    name: 'leaves a commit that goes on from another done or not begun',
    before: async (storage) => {
      await appendAll(storage);
      await rightOf(storage.aggregates.commit(beginning(APP, OWNER)));
    },
    doing: (storage) => storage.aggregates.commit(goingOn(APP, OWNER))(),
    after: (storage) => doneWith(storage, [APP, OTHER_APP]),
  },
  {
    name: 'leaves a commit for two apps done or not begun, for each of them',
    before: appendAll,
    doing: (storage) => storage.aggregates.commit(together(beginning(APP, OWNER), beginning(OTHER_APP, OWNER)))(),
    after: (storage) => doneWith(storage, [APP, OTHER_APP]),
  },
  {
    name: 'leaves a commit that settles and does nothing else done or not begun',
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
    name: 'leaves an unrouted event with the app that it was given, once, or with none',
    before: async (storage) => {
      const given = delivery({ id: nthId(1), dedupeKey: 'given' });
      const unrouted = [1, 2].map((n) => delivery({ id: nthId(10 + n), appId: null, dedupeKey: `unrouted ${n}` }));
      await rightOf(storage.inbox.append([given, ...unrouted], lease()));
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
    name: 'leaves settled events that can be asked for again',
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
      expect(listed).to.deep.equal({ items: [], total: 0 });
    },
  },
];
