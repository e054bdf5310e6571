import { BSON, type Collection, type Document, type Filter } from 'mongodb';
import { BUDGETS } from '../../../../application/budgets.js';
import type { ArchiveKind, ArchivePage, ArchiveRecords } from '../../../../application/ports/archive.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Collections } from './mongo-collections.js';
import type { CountryOf } from './mongo-countries.js';
import { insertMissing } from './mongo-payload.js';

/** How the archive counts, reads and writes the records of one kind. */
export interface ArchivedKind<K extends ArchiveKind> {
  readonly count: (collections: Collections) => Promise<number>;
  readonly read: (collections: Collections, from: string | null, limit: number) => Promise<ArchivePage<K>>;
  readonly write: (
    collections: Collections,
    records: readonly ArchiveRecords[K][],
    countryOf: CountryOf,
  ) => Promise<void>;
}

/** A kind that has a collection of its own. It is read in the order of `_id`; the cursor is the last `_id` of the page before. */
export const ownCollection = <K extends ArchiveKind, D extends Document & { readonly _id: string }>(
  collectionOf: (collections: Collections) => Collection<D>,
  recordOf: (doc: D) => ArchiveRecords[K],
  docOf: (record: ArchiveRecords[K], countryOf: CountryOf) => D,
  filter: Filter<D> = {},
): ArchivedKind<K> => ({
  count: (collections) => collectionOf(collections).countDocuments(filter),

  read: async (collections, from, limit) => {
    const after = from === null ? {} : { _id: { $gt: from } };
    const found = collectionOf(collections).find({ ...filter, ...after } as Filter<D>);
    const docs = await firstPage(found.sort({ _id: 1 }).limit(limit) as unknown as AsyncIterable<D>);
    // A page may hold fewer than `limit`, so that only an empty one is known to be the last.
    return { records: docs.map(recordOf), next: docs.at(-1)?._id ?? null };
  },

  write: async (collections, records, countryOf) => {
    const docs = records.map((record) => docOf(record, countryOf));
    if (docs.length > 0) await insertMissing(collectionOf(collections), docs);
  },
});

/** The first documents, as many as one page holds; at least one. */
const firstPage = async <D extends Document>(docs: AsyncIterable<D>): Promise<readonly D[]> => {
  const page: D[] = [];
  let bytes = 0;
  for await (const doc of docs) {
    bytes += BSON.calculateObjectSize(doc);
    if (bytes > BUDGETS.pageBytes && page.length > 0) break;
    page.push(doc);
  }
  return page;
};

/** The same kind; writing fails if the app of one of the records does not exist. */
export const requiringApp = <K extends ArchiveKind>(
  kind: ArchivedKind<K>,
  appIdOf: (record: ArchiveRecords[K]) => AppId,
): ArchivedKind<K> => ({
  ...kind,
  write: async (collections, records, countryOf) => {
    for (const record of records) await requireApp(collections, appIdOf(record));
    await kind.write(collections, records, countryOf);
  },
});

const requireApp = async ({ apps }: Collections, appId: AppId): Promise<void> => {
  if ((await apps.countDocuments({ _id: appId })) === 0) throw noSuchApp(appId);
};

export const noSuchApp = (appId: AppId): Error => new Error(`there is no app ${appId}`);
