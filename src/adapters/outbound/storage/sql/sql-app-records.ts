import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AppRecord, AppRecords } from '../../../../application/ports/app-records.js';
import { conflict, storageFault } from '../../../../application/ports/storage-error.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Db } from './database.js';
import { appRecordOf, appRecordRowOf } from './rows/app-record-row.js';
import type { SqlSession } from './sql-session.js';

export const sqlAppRecords = (session: SqlSession): AppRecords => ({
  find: (appId, kind) =>
    session.run(async (db) => {
      const row = await db
        .selectFrom('app_records')
        .selectAll()
        .where('app_id', '=', appId)
        .where('kind', '=', kind)
        .executeTakeFirst();
      return O.map(appRecordOf)(O.fromNullable(row));
    }),

  save: (record) =>
    session.transact(async (db) => {
      const saved = record.revision === 1 ? await insertFirst(db, record) : await updateToNext(db, record);
      if (saved) return E.right(undefined);
      const { appId } = record;
      return E.left((await exists(db, appId)) ? conflict : storageFault(`there is no app ${appId}`));
    }),

  all: (kind) =>
    session.run(async (db) => {
      const rows = await db.selectFrom('app_records').selectAll().where('kind', '=', kind).orderBy('app_id').execute();
      return rows.map(appRecordOf);
    }),
});

/** Saves the first revision; false if there is a record already. */
const insertFirst = async (db: Db, record: AppRecord): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('app_records')
    .values(appRecordRowOf(record))
    .onConflict((conflict) => conflict.columns(['app_id', 'kind']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
};

/** Saves a later revision; false if its predecessor is not the stored one. */
const updateToNext = async (db: Db, { appId, kind, revision, value }: AppRecord): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('app_records')
    .set({ revision, value })
    .where('app_id', '=', appId)
    .where('kind', '=', kind)
    .where('revision', '=', revision - 1)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
};

const exists = async (db: Db, appId: AppId): Promise<boolean> => {
  const app = await db.selectFrom('apps').select('id').where('id', '=', appId).executeTakeFirst();
  return app !== undefined;
};
