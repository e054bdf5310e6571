import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { AnyBulkWriteOperation, Collection, Document } from 'mongodb';
import type { AppId } from '../../../domain/ids.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import type { Collections, EventDoc, Payload, Within } from './mongo-collections.js';
import { isDuplicate } from './mongo-errors.js';

/** Writes out what was decided for an app, if there is anything, and takes the intent away. Anybody may, any number of times. */
export const complete = async (collections: Collections, appId: AppId): Promise<void> => {
  const stream = await collections.streams.findOne({ _id: appId, 'intent.decided': true });
  const intent = stream?.intent ?? null;
  if (intent?.payload == null) return;
  await write(collections, intent.payload, {});
  await collections.streams.updateOne({ _id: appId, 'intent.id': intent.id }, { $set: { intent: null } });
};

/** Writes out whatever processes that are gone have decided and not written out. */
export const completeAll = async (collections: Collections): Promise<void> => {
  const decided = collections.streams.find({ 'intent.decided': true }, { projection: { _id: 1 } });
  for (const { _id } of await decided.toArray()) await complete(collections, _id);
};

/**
 * Each document once: one that is further already is left alone. First what the events tell of, so that whoever hears of a call
 * finds it as it was told.
 */
export const write = async (collections: Collections, payload: Payload, within: Within): Promise<void> => {
  const { calls, voicemails, messages, mappings, events, settled, at } = payload;
  await Promise.all(
    inTurn(within, [
      () => keep(collections.calls, calls, within),
      () => keep(collections.voicemails, voicemails, within),
      () => keep(collections.messages, messages, within),
      () => keep(collections.user_mappings, mappings, within),
    ]),
  );
  await append(collections.events, events, within);
  const settling = settled.map(({ id, lease, status, reason }) => ({
    updateOne: {
      filter: { _id: id, lease, status: 'pending' as const },
      update: { $set: { status, reason, owner: null, lease: null, processed_at: at } },
    },
  }));
  await changeAll(collections.inbox, settling, within);
};

/** A transaction carries out one statement at a time. */
const inTurn = (within: Within, work: readonly (() => Promise<void>)[]): readonly Promise<void>[] =>
  within.session === undefined
    ? work.map((one) => one())
    : [work.reduce<Promise<void>>((before, one) => before.then(one), Promise.resolve())];

/** Keeps documents that are new, or follow on the revision that is kept. */
const keep = async <D extends Document & { readonly _id: string; readonly revision: number }>(
  collection: Collection<D>,
  docs: readonly D[],
  within: Within,
): Promise<void> => {
  const added = docs.filter(({ revision }) => revision === 1);
  if (added.length > 0) await insertMissing(collection, added, within);
  const replaced = docs
    .filter(({ revision }) => revision > 1)
    .map((doc) => ({
      replaceOne: { filter: { _id: doc._id, revision: doc.revision - 1 }, replacement: doc },
    }));
  await changeAll(collection, replaced as unknown as AnyBulkWriteOperation<D>[], within);
};

/** FerretDB keeps a connection open for each change until all of a command are done, and has only so many. */
const MOST_CHANGES = 40;

/** Carries out changes, as many at a time as every server can take. */
export const changeAll = async <D extends Document>(
  collection: Collection<D>,
  changes: readonly AnyBulkWriteOperation<D>[],
  within: Within = {},
): Promise<void> => {
  for (const some of chunksOf(MOST_CHANGES)(changes)) {
    if (some.length > 0) await collection.bulkWrite(some, { ordered: false, ...within });
  }
};

/** Inserts documents but for those whose `_id` is there already. */
export const insertMissing = async <D extends Document & { readonly _id: string }>(
  collection: Collection<D>,
  docs: readonly D[],
  within: Within = {},
): Promise<void> => {
  try {
    await collection.insertMany(docs as unknown as Parameters<Collection<D>['insertMany']>[0], {
      ordered: false,
      ...within,
    });
  } catch (thrown) {
    // In a transaction whoever was faster has undone this one.
    if (!isDuplicate(thrown) || within.session !== undefined) throw thrown;
  }
};

/** Appends events in their order, so that nobody reads one without those before it. */
const append = async (log: Collection<EventDoc>, events: readonly EventDoc[], within: Within): Promise<void> => {
  for (let missing = events; missing.length > 0; ) {
    try {
      await log.insertMany([...missing], { ordered: true, ...within });
      return;
    } catch (thrown) {
      if (!isDuplicate(thrown) || within.session !== undefined) throw thrown;
      const ids = missing.map(({ _id }) => _id);
      const there = await log.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
      const kept = new Set(there.map(({ _id }) => _id));
      missing = missing.filter(({ _id }) => !kept.has(_id));
    }
  }
};

/** A payload to begin with. */
export const nothingAt = (at: Timestamp): Payload => ({
  calls: [],
  voicemails: [],
  messages: [],
  mappings: [],
  events: [],
  settled: [],
  at,
});
