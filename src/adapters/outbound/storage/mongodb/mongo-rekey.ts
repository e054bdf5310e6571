import type { Collection, Filter } from 'mongodb';
import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';
import { isReadableBy } from '../../../wire/stored/with-defaults.js';
import { KEY_BATCH, keyRule, pause } from '../number-keys.js';
import { callDocOf, callOf, messageDocOf, messageOf, voicemailDocOf, voicemailOf } from './mongo-aggregate-docs.js';
import type { AggregateDoc, Collections } from './mongo-collections.js';
import { changeAll } from './mongo-payload.js';
import { renewCalls } from './mongo-renew-calls.js';

/** Makes the document of an aggregate anew, with the keys of a country. */
type Renewed = (doc: AggregateDoc, country: Country) => AggregateDoc;

const KINDS: Readonly<Record<'calls' | 'voicemails' | 'messages', Renewed>> = {
  calls: (doc, country) => callDocOf(callOf(doc), country),
  voicemails: (doc, country) => voicemailDocOf(voicemailOf(doc), country),
  messages: (doc, country) => messageDocOf(messageOf(doc), country),
};

/** Makes the number keys of every app anew whose documents have keys by another rule than today's. What was interrupted begins again. */
export const rekeyNumbers = async (collections: Collections, defaultCountry: Country): Promise<void> => {
  const apps = await collections.apps.find({}, { projection: { country: 1, keyed_as: 1 } }).toArray();
  for (const { _id, country, keyed_as } of apps) {
    // The version before wrote no rule, and made calls of their facts by other rules too.
    if (keyed_as === undefined) await renewCalls(collections.calls, _id, country ?? defaultCountry);
    if (keyed_as !== keyRule(country ?? defaultCountry)) await rekeyApp(collections, _id, defaultCountry);
  }
};

/** Makes the number keys of an app's documents by its country, and records that; again if the country has changed meanwhile. */
export const rekeyApp = async (collections: Collections, appId: AppId, defaultCountry: Country): Promise<void> => {
  const app = await collections.apps.findOne({ _id: appId }, { projection: { country: 1 } });
  if (app === null) return;
  const country = app.country ?? defaultCountry;
  for (const [kind, renewed] of Object.entries(KINDS)) {
    await rekeyKind(collections[kind as keyof typeof KINDS], appId, (doc) => renewed(doc, country));
  }
  const { matchedCount } = await collections.apps.updateOne(
    // Null also matches a document without the field.
    { _id: appId, country: app.country ?? null },
    { $set: { keyed_as: keyRule(country) } },
  );
  if (matchedCount === 0) await rekeyApp(collections, appId, defaultCountry);
};

const rekeyKind = async (
  collection: Collection<AggregateDoc>,
  appId: AppId,
  renewed: (doc: AggregateDoc) => AggregateDoc,
): Promise<void> => {
  for (let after: string | null = ''; after !== null; await pause()) {
    const filter = { app_id: appId, _id: { $gt: after } } as Filter<AggregateDoc>;
    const docs: readonly AggregateDoc[] = await collection.find(filter).sort({ _id: 1 }).limit(KEY_BATCH).toArray();
    await changeAll(
      collection,
      docs.filter(isReadableBy(renewed)).flatMap((doc) => keyChange(doc, renewed(doc))),
    );
    after = docs.length < KEY_BATCH ? null : (docs.at(-1)?._id ?? null);
  }
};

/** A document that has a new revision since it was read has its keys from the writer of that revision. */
const keyChange = ({ _id, app_id, revision, ...before }: AggregateDoc, { from_key, to_key }: AggregateDoc) =>
  before.from_key === from_key && before.to_key === to_key
    ? []
    : [{ updateOne: { filter: { app_id, _id, revision }, update: { $set: { from_key, to_key } } } }];
