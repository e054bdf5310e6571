import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { AnyBulkWriteOperation, Collection, Document, Filter } from 'mongodb';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { Collections, EventDoc, Payload, SettledDoc, Within } from './mongo-collections.js';
import { isDuplicate, isNothingButDuplicates, isRefusal } from './mongo-errors.js';
import { eventDocOf, eventOf } from './mongo-event-docs.js';

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

/**
 * Writes what the server takes of a payload, one document at a time, and answers with the `seq` of the last event. What is refused is
 * left out with the events about it, and the events behind them move up. No inbox event is settled: each can be processed again.
 */
export const writeOneByOne = async (collections: Collections, payload: Payload): Promise<number | undefined> => {
  const refused = [
    ...(await refusedOf(payload.calls, (doc) => save(collections.calls, [doc], {}))),
    ...(await refusedOf(payload.voicemails, (doc) => save(collections.voicemails, [doc], {}))),
    ...(await refusedOf(payload.messages, (doc) => save(collections.messages, [doc], {}))),
    ...(await refusedOf(payload.mappings, (doc) => save(collections.user_mappings, [doc], {}))),
  ];
  const ids = new Set<string>(refused.map(({ id }) => id));
  let last = (payload.events[0]?.seq ?? 1) - 1;
  for (const doc of payload.events) {
    const event = eventOf(doc);
    if (ids.has(subjectOf(event) ?? '')) continue;
    const moved = eventDocOf({ ...event, seq: last + 1 }, doc.recorded_at);
    if ((await refusedOf([moved], (one) => append(collections.events, [one], {}))).length === 0) last += 1;
  }
  return payload.events.length === 0 ? undefined : last;
};

/** The id of the call, voicemail or message that an event is about. */
const subjectOf = ({ content }: AppEvent): string | null => {
  if ('call' in content) return content.call.id;
  if ('voicemail' in content) return content.voicemail.id;
  return 'message' in content ? content.message.id : null;
};

const refusedOf = async <D>(docs: readonly D[], write: (doc: D) => Promise<void>): Promise<readonly D[]> => {
  const refused: D[] = [];
  for (const doc of docs) {
    try {
      await write(doc);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      refused.push(doc);
    }
  }
  return refused;
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
