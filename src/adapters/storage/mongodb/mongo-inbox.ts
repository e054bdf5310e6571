import { randomUUID } from 'node:crypto';
import type { Appended, Inbox, InboxEvent, Lease, NewDelivery } from '../../../application/ports/inbox.js';
import { INBOX_STATUSES } from '../../../application/ports/inbox.js';
import type { AppId, InboxId } from '../../../domain/ids.js';
import { storableText } from '../storable-text.js';
import type { Collections, InboxDoc } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { changeAll, completeAll, insertMissing } from './mongo-payload.js';

/**
 * An append that a process dies in may keep some of its deliveries: they were not answered, so they come again and are duplicates
 * then, while those that are kept are taken over when their lease has run out.
 */
export const mongoInbox = ({ collections, run }: MongoAccess): Inbox => ({
  append: (deliveries, lease) =>
    run(async () => {
      const first = firstOfEach(deliveries);
      const kept = new Map([...first].map(([key, { id }]) => [key, id]));
      const given = randomUUID();
      const docs = [...first.values()].map((delivery) => docOf(delivery, lease, given));
      if (docs.length > 0) {
        await insertMissing(collections.inbox, docs);
        for (const [key, id] of await keptUnder(collections, docs)) kept.set(key, id);
      }
      return answers(deliveries, kept);
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
      return claimed.flatMap(eventOf);
    }),

  postpone: (owner, events) =>
    run(async () => {
      const changes = events.map(({ id, attempts, until, reason }) => ({
        updateOne: {
          filter: { _id: id, owner, status: 'pending' as const },
          update: { $set: { owner: null, lease: null, available_at: until, attempts, reason } },
        },
      }));
      await changeAll(collections.inbox, changes);
    }),

  stats: run(async () => {
    const [oldest, ...counted] = await Promise.all([
      collections.inbox.find({ status: 'pending' }).sort({ received_at: 1, _id: 1 }).limit(1).toArray(),
      ...INBOX_STATUSES.map(async (status) => [status, await collections.inbox.countDocuments({ status })] as const),
    ]);
    const counts = { pending: 0, processed: 0, ignored: 0, failed: 0, unrouted: 0, ...Object.fromEntries(counted) };
    return { counts, oldestPendingAt: oldest[0]?.received_at ?? null };
  }),
});

const keyOf = (appId: AppId | null, dedupeKey: string): string => `${appId ?? ''} ${storableText(dedupeKey)}`;

const firstOfEach = (deliveries: readonly NewDelivery[]): ReadonlyMap<string, NewDelivery> => {
  const first = new Map<string, NewDelivery>();
  for (const delivery of deliveries) {
    const key = keyOf(delivery.appId, delivery.dedupeKey);
    if (!first.has(key)) first.set(key, delivery);
  }
  return first;
};

const docOf = (delivery: NewDelivery, lease: Lease, given: string): InboxDoc => {
  const routed = delivery.appId !== null;
  return {
    _id: delivery.id,
    app_id: delivery.appId,
    named_app_id: delivery.namedAppId,
    dedupe_key: storableText(delivery.dedupeKey),
    name: delivery.name,
    payload: delivery.payload,
    received_at: delivery.receivedAt,
    status: routed ? 'pending' : 'unrouted',
    owner: routed ? lease.owner : null,
    lease: routed ? given : null,
    available_at: routed ? lease.until : 0,
    attempts: 0,
    replayed: false,
    reason: null,
    processed_at: null,
  };
};

/** The ids under which deliveries with the keys of these are kept. */
const keptUnder = async (
  { inbox }: Collections,
  docs: readonly InboxDoc[],
): Promise<readonly (readonly [string, InboxId])[]> => {
  const apps = [...new Set(docs.map(({ app_id }) => app_id))];
  const found = await Promise.all(
    apps.map((app_id) => {
      const keys = docs.flatMap((doc) => (doc.app_id === app_id ? [doc.dedupe_key] : []));
      return inbox.find({ app_id, dedupe_key: { $in: keys } }, { projection: { app_id: 1, dedupe_key: 1 } }).toArray();
    }),
  );
  return found.flat().map(({ _id, app_id, dedupe_key }) => [keyOf(app_id, dedupe_key), _id] as const);
};

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

const eventOf = (doc: InboxDoc): readonly InboxEvent[] => {
  const { _id, app_id, name, payload, received_at, attempts, replayed } = doc;
  return app_id === null
    ? []
    : [{ id: _id, appId: app_id, name, payload, receivedAt: received_at, attempts, replayed }];
};
