import { randomUUID } from 'node:crypto';
import type { Appended, Inbox, NewDelivery } from '../../../../application/ports/inbox.js';
import type { AppId, InboxId } from '../../../../domain/ids.js';
import { storableText } from '../storable-text.js';
import type { Collections } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { Busy } from './mongo-errors.js';
import { inboxCounts } from './mongo-inbox-counts.js';
import { type InboxDoc, inboxEventOf, newInboxDoc } from './mongo-inbox-docs.js';
import { completeAll } from './mongo-intents.js';
import { changeAll, insertMissing } from './mongo-payload.js';

/**
 * An append that a process dies in may keep some of its deliveries: they were not answered, so they come again and are duplicates
 * then, while those that are kept are taken over when their lease has run out.
 */
export const mongoInbox = ({ collections, leases, run }: MongoAccess): Inbox => ({
  append: (deliveries, lease) =>
    run(async () => {
      if (deliveries.length === 0) return [];
      const given = randomUUID();
      const docs = firstOfEach(deliveries.map((delivery) => newInboxDoc(delivery, lease, given)));
      const allNew = await insertMissing(collections.inbox, docs);
      const kept = allNew ? docs : await keptUnder(collections, docs);
      for (const { _id, app_id } of docs) if (app_id !== null) leases.note(_id, app_id);
      return answers(deliveries, new Map(kept.map((doc) => [keyOf(doc.app_id, doc.dedupe_key), doc._id])));
    }),

  claim: (lease, now, limit) =>
    run(async () => {
      // What has been decided is as good as settled.
      await completeAll(collections);
      const given = randomUUID();
      // Not again what this claim has already.
      const claimable = { status: 'pending' as const, available_at: { $lte: now }, lease: { $ne: given } };
      for (let left = limit; left > 0; ) {
        const oldest = collections.inbox.find(claimable, { projection: { _id: 1 } });
        const found = await oldest.sort({ received_at: 1, _id: 1 }).limit(left).toArray();
        if (found.length === 0) break;
        // Another process may have been faster with some of them.
        const { modifiedCount } = await collections.inbox.updateMany(
          { _id: { $in: found.map(({ _id }) => _id) }, ...claimable },
          { $set: { owner: lease.owner, lease: given, available_at: lease.until } },
        );
        left -= modifiedCount;
      }
      const claimed = await collections.inbox.find({ lease: given }).sort({ received_at: 1, _id: 1 }).toArray();
      for (const { _id, app_id } of claimed) if (app_id !== null) leases.note(_id, app_id);
      return claimed.flatMap(inboxEventOf);
    }),

  postpone: (owner, events) =>
    run(async () => {
      const changes = events.map(({ id, attempts, until, reason }) => ({
        updateOne: {
          filter: { ...within(leases.appOf(id)), _id: id, owner, status: 'pending' as const },
          update: { $set: { owner: null, lease: null, available_at: until, attempts, reason } },
        },
      }));
      await changeAll(collections.inbox, changes);
      for (const { id } of events) leases.forget(id);
    }),

  stats: statsOf(collections, run),
});

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

const within = (appId: AppId | undefined) => (appId === undefined ? {} : { app_id: appId });

const keyOf = (appId: AppId | null, dedupeKey: string): string => `${appId ?? ''} ${storableText(dedupeKey)}`;

/** Each but those that say what one before them says. */
const firstOfEach = (docs: readonly InboxDoc[]): readonly InboxDoc[] => {
  const first = new Map<string, InboxDoc>();
  for (const doc of docs) {
    const key = keyOf(doc.app_id, doc.dedupe_key);
    if (!first.has(key)) first.set(key, doc);
  }
  return [...first.values()];
};

/** What is kept under the keys of these, and can get lost no more. */
const keptUnder = async ({ inbox }: Collections, docs: readonly InboxDoc[]): Promise<readonly KeptDoc[]> => {
  const apps = [...new Set(docs.map(({ app_id }) => app_id))];
  const options = { projection: { app_id: 1, dedupe_key: 1 }, readConcern: { level: 'majority' } } as const;
  const found = await Promise.all(
    apps.map((app_id) => {
      const keys = docs.flatMap((doc) => (doc.app_id === app_id ? [doc.dedupe_key] : []));
      return inbox.find({ app_id, dedupe_key: { $in: keys } }, options).toArray();
    }),
  );
  const kept = found.flat();
  if (kept.length < docs.length) throw new Busy('another process is about to keep the same delivery');
  return kept;
};

type KeptDoc = Pick<InboxDoc, '_id' | 'app_id' | 'dedupe_key'>;

const answers = (deliveries: readonly NewDelivery[], kept: ReadonlyMap<string, InboxId>): readonly Appended[] => {
  const answered = new Set<string>();
  return deliveries.map((delivery) => {
    const key = keyOf(delivery.appId, delivery.dedupeKey);
    const id = kept.get(key) ?? delivery.id;
    const duplicate = id !== delivery.id || answered.has(key);
    answered.add(key);
    return { id, duplicate };
  });
};
