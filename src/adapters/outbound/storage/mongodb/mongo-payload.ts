import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { AnyBulkWriteOperation, Collection, Document, Filter } from 'mongodb';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { Collections, EventDoc, Payload, SettledDoc, Within } from './mongo-collections.js';
import { isDuplicate, isNothingButDuplicates } from './mongo-errors.js';

/**
 * Each document once: one that is further already is left alone. First what the events tell of, so that whoever hears of a call
 * finds it as it was told.
 */
export const write = async (collections: Collections, payload: Payload, within: Within): Promise<void> => {
  const { calls, voicemails, messages, mappings, events, settled, at } = payload;
  await together(
    within,
    () => keep(collections.calls, calls, within),
    () => keep(collections.voicemails, voicemails, within),
    () => keep(collections.messages, messages, within),
    () => keep(collections.user_mappings, mappings, within),
  );
  await together(
    within,
    () => append(collections.events, events, within),
    () => changeAll(collections.inbox, settled.map(settling(at)), within),
  );
};

/** Settles an event under the lease on which that was decided, and under no other: it may have been asked for again since. */
const settling =
  (at: Timestamp) =>
  ({ app_id, id, lease, status, reason }: SettledDoc) => ({
    updateOne: {
      filter: { app_id, _id: id, lease, status: 'pending' as const },
      update: { $set: { status, reason, owner: null, lease: null, processed_at: at } },
    },
  });

/** At the same time, but for a transaction, which carries out one statement after the other. */
export const together = async <A extends readonly unknown[]>(
  within: Within,
  ...work: { readonly [K in keyof A]: () => Promise<A[K]> }
): Promise<A> => {
  const done: unknown[] = [];
  if (within.session === undefined) done.push(...(await Promise.all(work.map((one) => one()))));
  else for (const one of work) done.push(await one());
  return done as unknown as A;
};

/** Keeps documents that are new, or follow on the revision that is kept. */
const keep = async <D extends Document & { readonly _id: string; readonly app_id: string; readonly revision: number }>(
  collection: Collection<D>,
  docs: readonly D[],
  within: Within,
): Promise<void> => {
  const added = docs.filter(({ revision }) => revision === 1);
  if (added.length > 0) await insertMissing(collection, added, within);
  const replaced = docs
    .filter(({ revision }) => revision > 1)
    .map((doc) => ({
      replaceOne: { filter: { app_id: doc.app_id, _id: doc._id, revision: doc.revision - 1 }, replacement: doc },
    }));
  await changeAll(collection, replaced as unknown as AnyBulkWriteOperation<D>[], within);
};

/** FerretDB keeps a connection open for each change until all of a command are done, and has only so many. */
const MAX_CHANGES = 40;

/** Carries out changes, as many at a time as every server can take. */
export const changeAll = async <D extends Document>(
  collection: Collection<D>,
  changes: readonly AnyBulkWriteOperation<D>[],
  within: Within = {},
): Promise<void> => {
  for (const some of chunksOf(MAX_CHANGES)(changes)) {
    if (some.length > 0) await collection.bulkWrite(some, { ordered: false, ...within });
  }
};

/** Inserts documents but for those whose identity is there already; answers whether all were new. */
export const insertMissing = async <D extends Document & { readonly _id: string }>(
  collection: Collection<D>,
  docs: readonly D[],
  within: Within = {},
): Promise<boolean> => {
  try {
    await collection.insertMany(docs as unknown as Parameters<Collection<D>['insertMany']>[0], {
      ordered: false,
      ...within,
    });
    return true;
  } catch (thrown) {
    // In a transaction whoever was faster has undone this one.
    if (!isNothingButDuplicates(thrown) || within.session !== undefined) throw thrown;
    return false;
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
      const filter = { app_id: missing[0]?.app_id, _id: { $in: missing.map(({ _id }) => _id) } };
      const there = await log.find(filter as Filter<EventDoc>, { projection: { _id: 1 } }).toArray();
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
