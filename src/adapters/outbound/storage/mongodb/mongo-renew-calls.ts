import { isDeepStrictEqual } from 'node:util';
import type { Collection, Filter } from 'mongodb';
import type { Call } from '../../../../domain/call/call.js';
import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';
import { isReadableBy } from '../../../wire/stored/with-defaults.js';
import { KEY_BATCH, pause } from '../number-keys.js';
import { renewedCalls } from '../renewed-calls.js';
import { callDocOf, callOf } from './mongo-aggregate-docs.js';
import type { AggregateDoc } from './mongo-collections.js';
import { changeAll } from './mongo-payload.js';

/** Stores what follows by today's rules from the facts of an app's calls. Announces nothing: what is over is seldom of use today. */
export const renewCalls = async (calls: Collection<AggregateDoc>, appId: AppId, country: Country): Promise<void> => {
  for (let after: string | null = ''; after !== null; await pause()) {
    const filter = { app_id: appId, _id: { $gt: after } } as Filter<AggregateDoc>;
    const page: readonly AggregateDoc[] = await calls.find(filter).sort({ _id: 1 }).limit(KEY_BATCH).toArray();
    const docs = page.filter(isReadableBy(callOf));
    const stored = docs.map(callOf);
    const renewed = renewedCalls(stored, [...stored, ...(await otherLegsOf(calls, appId, docs))]);
    const replaced = docs.flatMap((doc, index) => replacementOf(doc, stored[index], renewed[index], country));
    await changeAll(calls, replaced);
    after = page.length < KEY_BATCH ? null : (page.at(-1)?._id ?? null);
  }
};

/** The legs of the conversations of some calls, without these calls. */
const otherLegsOf = async (calls: Collection<AggregateDoc>, appId: AppId, docs: readonly AggregateDoc[]) => {
  const conversations = new Set(docs.flatMap(({ conversation_id }) => (conversation_id ? [conversation_id] : [])));
  const found = await calls.find({ app_id: appId, conversation_id: { $in: [...conversations] } }).toArray();
  const known = new Set(docs.map(({ _id }) => _id));
  return found.filter((doc) => !known.has(doc._id) && isReadableBy(callOf)(doc)).map(callOf);
};

/** A document that has a new revision since it was read was written by today's rules. */
const replacementOf = (doc: AggregateDoc, before: Call | undefined, after: Call | undefined, country: Country) => {
  if (before === undefined || after === undefined) return [];
  const replacement = callDocOf(after, country);
  const isSame =
    doc.status === replacement.status &&
    doc.conversation_id === replacement.conversation_id &&
    isDeepStrictEqual(before.legContext, after.legContext);
  const { _id, app_id, revision } = doc;
  return isSame ? [] : [{ replaceOne: { filter: { app_id, _id, revision }, replacement } }];
};
