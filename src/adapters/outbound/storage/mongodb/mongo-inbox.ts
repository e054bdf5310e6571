import { randomUUID } from 'node:crypto';
import type { Filter } from 'mongodb';
import { BUDGETS } from '../../../../application/budgets.js';
import { appendedOf, type Inbox } from '../../../../application/ports/inbox.js';
import type { AppId, InboxId } from '../../../../domain/ids.js';
import { MAX_LEASE_MS } from '../../../../domain/lease.js';
import { storableKey } from '../storable-text.js';
import type { Collections } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { Busy } from './mongo-errors.js';
import { inboxCounts } from './mongo-inbox-counts.js';
import { type InboxDoc, inboxEventOf, newInboxDoc } from './mongo-inbox-docs.js';
import { changeAll, insertMissing } from './mongo-payload.js';
import { completeDecidedSteps } from './mongo-write-out.js';

/**
 * If the process dies during an append, some of its deliveries may be stored. Dialpad got no answer and sends all of them again: the
 * stored ones are duplicates then, and another process claims them when their lease has ended.
 */
export const mongoInbox = ({ collections, leases, run }: MongoAccess): Inbox => ({
  append: (deliveries, lease) =>
    run(async () => {
      if (deliveries.length === 0) return [];
      const given = randomUUID();
      const docs = firstOfEach(deliveries.map((delivery) => newInboxDoc(delivery, lease, given)));
      const [allNew, after] = await Promise.all([
        insertMissing(collections.inbox, docs),
        earlierOfOthers(collections, docs, lease.owner),
      ]);
      const kept = allNew ? docs : await keptUnder(collections, docs);
      for (const { _id, app_id } of docs) if (app_id !== null) leases.note(_id, app_id);
      return appendedOf(
        deliveries,
        new Map(kept.map((doc) => [keyOf(doc.app_id, doc.dedupe_key), doc._id])),
        ({ appId, dedupeKey }) => keyOf(appId, dedupeKey),
        after,
      );
    }),

  claim: (lease, now, limit, mostBytes = BUDGETS.batchBytes) =>
    run(async () => {
      // A decided step may settle events that are still stored as pending: it is written out first.
      await completeDecidedSteps(collections);
      const leaseId = randomUUID();
      // Without the events that this claim has leased already.
      const claimable = {
        status: 'pending' as const,
        $or: [{ available_at: { $lte: now } }, { available_at: { $gt: now + MAX_LEASE_MS } }],
        lease: { $ne: leaseId },
      };
      for (let left = limit; left > 0; ) {
        const { found, isAll } = await oldestWithin(collections, claimable, left, mostBytes);
        if (found.length === 0) break;
        // Another process may have claimed some of them since, so this is repeated until there are enough.
        const { modifiedCount } = await collections.inbox.updateMany(
          { _id: { $in: [...found] }, ...claimable },
          { $set: { owner: lease.owner, lease: leaseId, available_at: lease.until } },
        );
        left = isAll ? left - modifiedCount : modifiedCount > 0 ? 0 : left;
      }
      const claimed = await collections.inbox.find({ lease: leaseId }).sort({ received_at: 1, _id: 1 }).toArray();
      for (const { _id, app_id } of claimed) if (app_id !== null) leases.note(_id, app_id);
      return claimed.flatMap(inboxEventOf);
    }),

  postpone: (owner, events) =>
    run(async () => {
      const changes = events.map(({ id, attempts, until, reason }) => ({
        updateOne: {
          filter: { ...inApp(leases.appOf(id)), _id: id, owner, status: 'pending' as const },
          update: { $set: { owner: null, lease: null, available_at: until, attempts, reason } },
        },
      }));
      await changeAll(collections.inbox, changes);
      for (const { id } of events) leases.forget(id);
    }),

  heldByOthers: (owner, ids) =>
    run(async () => {
      const filter = { _id: { $in: [...ids] }, status: 'pending' as const, owner: { $nin: [owner, null] } };
      return (await collections.inbox.find(filter, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
    }),

  held: (owner, ids) =>
    run(async () => {
      // A decided step may settle some of them: it is written out first.
      await completeDecidedSteps(collections);
      const filter = { _id: { $in: [...ids] }, owner, status: 'pending' as const };
      const held = await collections.inbox.find(filter, { projection: { _id: 1 } }).toArray();
      return new Set(held.map(({ _id }) => _id));
    }),

  stats: statsOf(collections, run),
});

/** By order key, what other processes have not settled. What they stored before is found, whatever is being stored meanwhile. */
const earlierOfOthers = async (
  { inbox }: Collections,
  docs: readonly InboxDoc[],
  owner: string,
): Promise<ReadonlyMap<string, readonly InboxId[]>> => {
  const keys = [...new Set(docs.flatMap(({ order_key }) => order_key ?? []))];
  if (keys.length === 0) return new Map();
  const apps = [...new Set(docs.flatMap(({ app_id }) => app_id ?? []))];
  const filter = {
    app_id: { $in: apps },
    order_key: { $in: keys },
    status: 'pending' as const,
    owner: { $nin: [owner, null] },
  };
  const held = await inbox
    .find(filter, { projection: { order_key: 1 } })
    .limit(MAX_EARLIER)
    .toArray();
  const after = new Map<string, InboxId[]>();
  for (const { _id, order_key } of held) {
    if (typeof order_key === 'string') after.set(order_key, [...(after.get(order_key) ?? []), _id]);
  }
  return after;
};

/** So many at most are waited for; if there are more, the order is lost already. */
const MAX_EARLIER = 1_000;

/** Payloads are read a few at a time, and no further than they are claimed. */
const READ_TOGETHER = 16;

/** The oldest of these, up to so many bytes but one at least; `isAll` if the bytes left none out. */
const oldestWithin = async (
  { inbox }: Collections,
  filter: Filter<InboxDoc>,
  limit: number,
  mostBytes: number,
): Promise<{ readonly found: readonly InboxId[]; readonly isAll: boolean }> => {
  const oldest = inbox.find(filter, { projection: { payload: 1 }, batchSize: READ_TOGETHER });
  const found: InboxId[] = [];
  let bytes = 0;
  for await (const { _id, payload } of oldest.sort({ received_at: 1, _id: 1 }).limit(limit)) {
    bytes += Buffer.byteLength(payload);
    if (found.length > 0 && bytes > mostBytes) return { found, isAll: false };
    found.push(_id);
  }
  return { found, isAll: true };
};

const statsOf = ({ inbox }: Collections, run: MongoAccess['run']): Inbox['stats'] => {
  const countAll = inboxCounts(inbox);
  return run(async () => {
    const pending = inbox.find({ status: 'pending' }, { projection: { received_at: 1 } });
    const [counts, [oldest]] = await Promise.all([
      countAll(),
      pending.sort({ received_at: 1, _id: 1 }).limit(1).toArray(),
    ]);
    return { counts, oldestPendingAt: oldest?.received_at ?? null };
  });
};

const inApp = (appId: AppId | undefined) => (appId === undefined ? {} : { app_id: appId });

const keyOf = (appId: AppId | null, dedupeKey: string): string => `${appId ?? ''} ${storableKey(dedupeKey)}`;

/** The documents without those that have the same key as one before them. */
const firstOfEach = (docs: readonly InboxDoc[]): readonly InboxDoc[] => {
  const first = new Map<string, InboxDoc>();
  for (const doc of docs) {
    const key = keyOf(doc.app_id, doc.dedupe_key);
    if (!first.has(key)) first.set(key, doc);
  }
  return [...first.values()];
};

/** What is stored under the keys of these on a majority of the servers, so that it cannot get lost. */
const keptUnder = async ({ inbox }: Collections, docs: readonly InboxDoc[]): Promise<readonly KeptDoc[]> => {
  const apps = [...new Set(docs.map(({ app_id }) => app_id))];
  const options = { projection: { app_id: 1, dedupe_key: 1 }, readConcern: { level: 'majority' } } as const;
  const found = await Promise.all(
    apps.map((app_id) => {
      const keys = docs.flatMap((doc) => (doc.app_id === app_id ? [doc.dedupe_key] : []));
      return inbox.find({ app_id, dedupe_key: { $in: keys } }, options).toArray();
    }),
  );
  const stored = found.flat();
  if (stored.length < docs.length) throw new Busy('another process is storing the same delivery');
  return stored;
};

type KeptDoc = Pick<InboxDoc, '_id' | 'app_id' | 'dedupe_key'>;
