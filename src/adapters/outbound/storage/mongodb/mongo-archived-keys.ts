import type { Filter } from 'mongodb';
import type { ArchivePage, ArchiveRecords } from '../../../../application/ports/archive.js';
import { lastUseOf } from './mongo-api-keys.js';
import { type AppDoc, auditDocOf, auditEntryOf, keyDocOf, keyOf } from './mongo-app-docs.js';
import { type ArchivedKind, noSuchApp } from './mongo-archived-kind.js';
import type { Collections } from './mongo-collections.js';

/** The kinds whose records are part of the documents of the apps. */
type KindInApps = 'apiKey' | 'audit';

type RecordsOf<K extends KindInApps> = (collections: Collections, app: AppDoc) => Promise<readonly ArchiveRecords[K][]>;

/** Where a page begins: after the app `after`, at the record number `skip` of the next one. */
type Position = readonly [after: string | null, skip: number];

/** Reads app by app. The cursor is a `Position` in JSON. */
const inApps = <K extends KindInApps>(
  recordsOf: RecordsOf<K>,
  writeOne: (collections: Collections, record: ArchiveRecords[K]) => Promise<void>,
): ArchivedKind<K> => ({
  count: async (collections) => {
    let sum = 0;
    for await (const app of collections.apps.find({})) sum += (await recordsOf(collections, app)).length;
    return sum;
  },

  read: (collections, from, limit) =>
    readPage(collections, recordsOf, from === null ? [null, 0] : JSON.parse(from), limit),

  write: async (collections, records) => {
    for (const record of records) await writeOne(collections, record);
  },
});

const readPage = async <K extends KindInApps>(
  collections: Collections,
  recordsOf: RecordsOf<K>,
  from: Position,
  limit: number,
): Promise<ArchivePage<K>> => {
  const records: ArchiveRecords[K][] = [];
  let [after, skip] = from;
  for (let app = await appAfter(collections, after); app !== null; app = await appAfter(collections, after)) {
    if (records.length === limit) return { records, next: JSON.stringify([after, skip]) };
    const ofApp = (await recordsOf(collections, app)).slice(skip);
    const taken = ofApp.slice(0, limit - records.length);
    records.push(...taken);
    if (taken.length < ofApp.length) return { records, next: JSON.stringify([after, skip + taken.length]) };
    [after, skip] = [app._id, 0];
  }
  return { records, next: null };
};

const appAfter = ({ apps }: Collections, id: string | null): Promise<AppDoc | null> =>
  apps.findOne(id === null ? {} : ({ _id: { $gt: id } } as Filter<AppDoc>), { sort: { _id: 1 } });

export const archivedKeys = inApps<'apiKey'>(
  async (collections, { _id, keys }) => {
    const lastUse = await lastUseOf(collections, keys);
    return keys.map((key) => keyOf(_id, key, lastUse));
  },
  async ({ apps, key_uses }, key) => {
    const app = await apps.findOne({ _id: key.appId }, { projection: { keys: 1 } });
    if (app === null) throw noSuchApp(key.appId);
    if (app.keys.some(({ id, hash }) => id === key.id || hash === key.hash)) return;
    await apps.updateOne({ _id: key.appId }, { $set: { keys: [...app.keys, keyDocOf(key)] } });
    if (key.lastUsedAt === null) return;
    await key_uses.updateOne({ _id: key.id }, { $max: { last_used_at: key.lastUsedAt } }, { upsert: true });
  },
);

export const archivedAudit = inApps<'audit'>(
  async (_collections, { _id, audit }) =>
    audit.map((doc) => ({ entry: auditEntryOf(_id, doc), revision: doc.revision })),
  async ({ apps }, { entry, revision }) => {
    const app = await apps.findOne({ _id: entry.appId }, { projection: { audit: 1 } });
    if (app === null) throw noSuchApp(entry.appId);
    if (app.audit.some((doc) => doc.revision === revision || doc.id === entry.id)) return;
    const audit = [...app.audit, auditDocOf(entry, revision)].sort((x, y) => x.revision - y.revision);
    await apps.updateOne({ _id: entry.appId }, { $set: { audit } });
  },
);
