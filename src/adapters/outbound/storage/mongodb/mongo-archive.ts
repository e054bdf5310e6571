import type { Collection, Document, Filter } from 'mongodb';
import type {
  Archive,
  ArchivedDelivery,
  ArchiveKind,
  ArchivePage,
  ArchiveRecords,
} from '../../../../application/ports/archive.js';
import { callDocOf, callOf, itemOf, messageDocOf, voicemailDocOf } from './mongo-aggregate-docs.js';
import { auditDocOf, entryOf, keyDocOf, keyOf, usesOf } from './mongo-api-keys.js';
import { appRecordDocOf, appRecordOf } from './mongo-app-records.js';
import { appDocOf, appOf } from './mongo-apps.js';
import type { AppDoc, AppRecordDoc, Collections, InboxDoc } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { eventDocOf, eventOf } from './mongo-event-log.js';
import { mappingDocOf, mappingOf } from './mongo-mappings.js';
import { insertMissing } from './mongo-payload.js';

/** How one kind is kept. */
interface Keeping<K extends ArchiveKind> {
  readonly count: (collections: Collections) => Promise<number>;
  readonly read: (collections: Collections, from: string | null, limit: number) => Promise<ArchivePage<K>>;
  readonly write: (collections: Collections, records: readonly ArchiveRecords[K][]) => Promise<void>;
}

export const mongoArchive = ({ collections, run }: MongoAccess): Archive => ({
  count: (kind) => run(() => KEEPING[kind].count(collections)),
  read: (kind, from, limit) => run(() => KEEPING[kind].read(collections, from, limit)),
  write: (kind, records) => run(() => KEEPING[kind].write(collections, records)),
});

/** A kind that has a collection of its own, which is read in the order of `_id`. */
const kept = <K extends ArchiveKind, D extends Document & { readonly _id: string }>(
  collectionOf: (collections: Collections) => Collection<D>,
  recordOf: (doc: D) => ArchiveRecords[K],
  docOf: (record: ArchiveRecords[K]) => D,
  filter: Filter<D> = {},
): Keeping<K> => ({
  count: (collections) => collectionOf(collections).countDocuments(filter),

  read: async (collections, from, limit) => {
    const after = from === null ? {} : { _id: { $gt: from } };
    const found = collectionOf(collections).find({ ...filter, ...after } as Filter<D>);
    const docs = (await found.sort({ _id: 1 }).limit(limit).toArray()) as unknown as readonly D[];
    const last = docs.length < limit ? undefined : docs.at(-1);
    return { records: docs.map(recordOf), next: last?._id ?? null };
  },

  write: async (collections, records) => {
    if (records.length > 0) await insertMissing(collectionOf(collections), records.map(docOf));
  },
});

/** A kind that is kept inside the documents of the apps: read app by app, from the n-th of one on. */
const inApps = <K extends 'apiKey' | 'audit'>(
  recordsOf: (collections: Collections, doc: AppDoc) => Promise<readonly ArchiveRecords[K][]>,
  write: Keeping<K>['write'],
): Keeping<K> => {
  const next = (apps: Collections['apps'], from: string | null): Promise<AppDoc | undefined> =>
    apps
      .find(from === null ? {} : ({ _id: { $gt: from } } as Filter<AppDoc>))
      .sort({ _id: 1 })
      .limit(1)
      .toArray()
      .then(([doc]) => doc);

  return {
    count: async (collections) => {
      let sum = 0;
      for await (const doc of collections.apps.find({})) sum += (await recordsOf(collections, doc)).length;
      return sum;
    },

    read: async (collections, from, limit) => {
      const records: ArchiveRecords[K][] = [];
      let [after, skip] = from === null ? [null, 0] : (JSON.parse(from) as [string | null, number]);
      for (;;) {
        const doc = await next(collections.apps, after);
        if (doc === undefined) return { records, next: null };
        const ofApp = (await recordsOf(collections, doc)).slice(skip);
        const taken = ofApp.slice(0, limit - records.length);
        records.push(...taken);
        if (taken.length < ofApp.length) return { records, next: JSON.stringify([after, skip + taken.length]) };
        [after, skip] = [doc._id, 0];
        if (records.length === limit) {
          return {
            records,
            next: (await next(collections.apps, after)) === undefined ? null : JSON.stringify([after, 0]),
          };
        }
      }
    },

    write,
  };
};

const deliveryOf = (doc: InboxDoc): ArchivedDelivery => ({
  id: doc._id,
  appId: doc.app_id,
  namedAppId: doc.named_app_id,
  dedupeKey: doc.dedupe_key,
  name: doc.name,
  payload: doc.payload,
  receivedAt: doc.received_at,
  status: doc.status,
  attempts: doc.attempts,
  replayed: doc.replayed,
  reason: doc.reason,
  // The end of a lease means nothing without it.
  availableAt: doc.owner === null ? doc.available_at : 0,
  processedAt: doc.processed_at,
});

const deliveryDocOf = (delivery: ArchivedDelivery): InboxDoc => ({
  _id: delivery.id,
  app_id: delivery.appId,
  named_app_id: delivery.namedAppId,
  dedupe_key: delivery.dedupeKey,
  name: delivery.name,
  payload: delivery.payload,
  received_at: delivery.receivedAt,
  status: delivery.status,
  owner: null,
  lease: null,
  available_at: delivery.availableAt,
  attempts: delivery.attempts,
  replayed: delivery.replayed,
  reason: delivery.reason,
  processed_at: delivery.processedAt,
});

const demandApp = async ({ apps }: Collections, appId: string, found: boolean): Promise<void> => {
  if (!found && (await apps.countDocuments({ _id: appId } as Filter<AppDoc>)) === 0)
    throw new Error(`there is no app ${appId}`);
};

const KEEPING: { readonly [K in ArchiveKind]: Keeping<K> } = {
  app: kept(
    ({ apps }) => apps,
    (doc) => ({ app: appOf(doc), keyRevision: doc.key_revision }),
    ({ app, keyRevision }) => appDocOf(app, keyRevision),
  ),
  organization: {
    ...kept<
      'organization',
      { readonly _id: ArchiveRecords['organization']['id']; readonly app_id: ArchiveRecords['organization']['appId'] }
    >(
      ({ app_organizations }) => app_organizations,
      (doc) => ({ id: doc._id, appId: doc.app_id }),
      ({ id, appId }) => ({ _id: id, app_id: appId }),
    ),
    write: async (collections, records) => {
      for (const { appId } of records) await demandApp(collections, appId, false);
      if (records.length > 0)
        await insertMissing(
          collections.app_organizations,
          records.map(({ id, appId }) => ({ _id: id, app_id: appId })),
        );
    },
  },
  apiKey: inApps<'apiKey'>(
    async (collections, doc) => {
      const uses = await usesOf(
        collections,
        doc.keys.map(({ id }) => id),
      );
      return doc.keys.map((key) => keyOf(doc._id, key, uses));
    },
    async (collections, records) => {
      for (const key of records) {
        const doc = await collections.apps.findOne({ _id: key.appId }, { projection: { keys: 1 } });
        await demandApp(collections, key.appId, doc !== null);
        if (doc?.keys.some(({ id, hash }) => id === key.id || hash === key.hash) === true) continue;
        const keys = [...(doc?.keys ?? []), keyDocOf(key)];
        await collections.apps.updateOne({ _id: key.appId }, { $set: { keys } });
        if (key.lastUsedAt === null) continue;
        const used = { $max: { last_used_at: key.lastUsedAt } };
        await collections.key_uses.updateOne({ _id: key.id }, used, { upsert: true });
      }
    },
  ),
  audit: inApps<'audit'>(
    async (_collections, doc) => doc.audit.map((line) => ({ entry: entryOf(doc._id, line), revision: line.revision })),
    async (collections, records) => {
      for (const { entry, revision } of records) {
        const doc = await collections.apps.findOne({ _id: entry.appId }, { projection: { audit: 1 } });
        await demandApp(collections, entry.appId, doc !== null);
        if (doc?.audit.some((line) => line.revision === revision || line.id === entry.id) === true) continue;
        const audit = [...(doc?.audit ?? []), auditDocOf(entry, revision)].sort((x, y) => x.revision - y.revision);
        await collections.apps.updateOne({ _id: entry.appId }, { $set: { audit } });
      }
    },
  ),
  mapping: kept(({ user_mappings }) => user_mappings, mappingOf, mappingDocOf, { deleted: false }),
  appRecord: {
    ...kept<'appRecord', AppRecordDoc>(({ app_records }) => app_records, appRecordOf, appRecordDocOf),
    write: async (collections, records) => {
      for (const { appId } of records) await demandApp(collections, appId, false);
      if (records.length > 0) await insertMissing(collections.app_records, records.map(appRecordDocOf));
    },
  },
  call: kept(({ calls }) => calls, callOf, callDocOf),
  voicemail: kept(({ voicemails }) => voicemails, itemOf<ArchiveRecords['voicemail']>, voicemailDocOf),
  message: kept(({ messages }) => messages, itemOf<ArchiveRecords['message']>, messageDocOf),
  stream: {
    ...kept<'stream', { readonly _id: ArchiveRecords['stream']['appId']; readonly seq: number; readonly intent: null }>(
      ({ streams }) =>
        streams as unknown as Collection<{
          readonly _id: ArchiveRecords['stream']['appId'];
          readonly seq: number;
          readonly intent: null;
        }>,
      ({ _id, seq }) => ({ appId: _id, seq }),
      ({ appId, seq }) => ({ _id: appId, seq, intent: null }),
      { seq: { $gt: 0 } },
    ),
    // A stream is moved on, never back.
    write: async ({ streams }, records) => {
      for (const { appId, seq } of records) {
        await streams.updateOne({ _id: appId }, { $max: { seq }, $setOnInsert: { intent: null } }, { upsert: true });
      }
    },
  },
  event: kept(
    ({ events }) => events,
    (doc) => ({ event: eventOf(doc), recordedAt: doc.recorded_at }),
    ({ event, recordedAt }) => eventDocOf(event, recordedAt),
  ),
  delivery: kept(({ inbox }) => inbox, deliveryOf, deliveryDocOf),
};
