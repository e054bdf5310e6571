import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { AnyBulkWriteOperation, Collection, Document, Filter } from 'mongodb';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { Collections, EventDoc, Payload, SettledDoc, Within } from './mongo-collections.js';
import { isDuplicate, isNothingButDuplicates } from './mongo-errors.js';

/**
 * Writes a payload. A document that is at its revision or a later one already is left as it is, so that writing twice is harmless.
 * The events are written after the aggregates that they are about, so that a reader of an event finds its call.
 */
export const write = async (collections: Collections, payload: Payload, within: Within): Promise<void> => {
  const { calls, voicemails, messages, mappings, events, settled, at } = payload;
  await together(
    within,
    () => save(collections.calls, calls, within),
    () => save(collections.voicemails, voicemails, within),
    () => save(collections.messages, messages, within),
    () => save(collections.user_mappings, mappings, within),
  );
  await together(
    within,
    () => append(collections.events, events, within),
    () => changeAll(collections.inbox, settled.map(settlementOf(at)), within),
  );
};

/** Settles an event under the lease that the step was decided under, and no other: the event may have been replayed since. */
const settlementOf =
  (at: Timestamp) =>
  ({ app_id, id, lease, status, reason }: SettledDoc) => ({
    updateOne: {
      filter: { app_id, _id: id, lease, status: 'pending' as const },
      update: { $set: { status, reason, owner: null, lease: null, processed_at: at } },
    },
  });

/** Runs all of `work` and answers with the results: at the same time, but one after another in a transaction, which requires that. */
export const together = async <A extends readonly unknown[]>(
  within: Within,
  ...work: { readonly [K in keyof A]: () => Promise<A[K]> }
): Promise<A> => {
  const results: unknown[] = [];
  if (within.session === undefined) results.push(...(await Promise.all(work.map((run) => run()))));
  else for (const run of work) results.push(await run());
  return results as unknown as A;
};

/** Saves the documents that are new, and those whose stored revision is the one before theirs. */
const save = async <D extends Document & { readonly _id: string; readonly app_id: string; readonly revision: number }>(
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

/** FerretDB holds one connection for each change until the whole command is done, and its connections are limited. */
const MAX_CHANGES = 40;

/** Carries out changes, at most `MAX_CHANGES` in one command. */
export const changeAll = async <D extends Document>(
  collection: Collection<D>,
  changes: readonly AnyBulkWriteOperation<D>[],
  within: Within = {},
): Promise<void> => {
  for (const chunk of chunksOf(MAX_CHANGES)(changes)) {
    if (chunk.length > 0) await collection.bulkWrite(chunk, { ordered: false, ...within });
  }
};

/** Inserts the documents whose identity is not stored yet; answers whether all were new. */
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
    // In a transaction a duplicate has aborted the whole transaction.
    if (!isNothingButDuplicates(thrown) || within.session !== undefined) throw thrown;
    return false;
  }
};

/** Appends events in their order, so that no reader sees an event before those that precede it. */
const append = async (log: Collection<EventDoc>, events: readonly EventDoc[], within: Within): Promise<void> => {
  for (let missing = events; missing.length > 0; ) {
    try {
      await log.insertMany([...missing], { ordered: true, ...within });
      return;
    } catch (thrown) {
      if (!isDuplicate(thrown) || within.session !== undefined) throw thrown;
      const filter = { app_id: missing[0]?.app_id, _id: { $in: missing.map(({ _id }) => _id) } };
      const found = await log.find(filter as Filter<EventDoc>, { projection: { _id: 1 } }).toArray();
      const stored = new Set(found.map(({ _id }) => _id));
      missing = missing.filter(({ _id }) => !stored.has(_id));
    }
  }
};

/** A payload that writes nothing. */
export const emptyPayload = (at: Timestamp): Payload => ({
  calls: [],
  voicemails: [],
  messages: [],
  mappings: [],
  events: [],
  settled: [],
  at,
});
