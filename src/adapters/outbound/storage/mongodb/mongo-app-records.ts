import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AppRecord, AppRecords } from '../../../../application/ports/app-records.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import { type AppRecordDoc, type Collections, idWithin } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { insertMissing } from './mongo-payload.js';

export const mongoAppRecords = ({ collections, run }: MongoAccess): AppRecords => {
  const { app_records } = collections;

  return {
    find: (appId, kind) =>
      run(async () => {
        const doc = await app_records.findOne({ app_id: appId, _id: idWithin(appId, kind) });
        return O.map(appRecordOf)(O.fromNullable(doc));
      }),

    save: (record) => async () => {
      const saved = await run(() => save(collections, record))();
      if (E.isLeft(saved)) return saved;
      return saved.right ? E.right(undefined) : E.left(conflict);
    },

    all: (kind) =>
      run(async () => {
        const docs = await app_records.find({ kind }).sort({ app_id: 1 }).toArray();
        return docs.map(appRecordOf);
      }),
  };
};

/** False if the stored revision is not the one before the record's. */
const save = async ({ apps, app_records }: Collections, record: AppRecord): Promise<boolean> => {
  const { appId, revision, value } = record;
  if ((await apps.findOne({ _id: appId }, { projection: { _id: 1 } })) === null)
    throw new Error(`there is no app ${appId}`);
  const doc = appRecordDocOf(record);
  if (revision === 1) return insertMissing(app_records, [doc]);
  const { matchedCount } = await app_records.updateOne(
    { app_id: appId, _id: doc._id, revision: revision - 1 },
    { $set: { revision, value } },
  );
  return matchedCount === 1;
};

export const appRecordOf = (doc: AppRecordDoc): AppRecord => ({
  appId: doc.app_id,
  kind: doc.kind,
  value: doc.value,
  revision: doc.revision,
});

export const appRecordDocOf = (record: AppRecord): AppRecordDoc => ({
  _id: idWithin(record.appId, record.kind),
  app_id: record.appId,
  kind: record.kind,
  revision: record.revision,
  value: record.value,
});
