import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AppRecord, AppRecords, RecordKind } from '../../../../application/ports/app-records.js';
import { conflict, storageFault } from '../../../../application/ports/storage-error.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Db } from './database.js';
import type { SqlSession } from './sql-session.js';

/** One piece of what is kept of an app. */
export interface AppRecordRow {
  readonly app_id: AppId;
  readonly kind: RecordKind;
  readonly revision: number;
  readonly value: string;
}

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
      const saved = record.revision === 1 ? await begin(db, record) : await goOn(db, record);
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

/** Keeps the first revision; false if there is one already. */
const begin = async (db: Db, record: AppRecord): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('app_records')
    .values(appRecordRowOf(record))
    .onConflict((conflict) => conflict.columns(['app_id', 'kind']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
};

/** Keeps a later revision; false if the one before it is not there. */
const goOn = async (db: Db, { appId, kind, revision, value }: AppRecord): Promise<boolean> => {
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

export const appRecordOf = (row: AppRecordRow): AppRecord => ({
  appId: row.app_id,
  kind: row.kind,
  value: row.value,
  revision: row.revision,
});

export const appRecordRowOf = (record: AppRecord): AppRecordRow => ({
  app_id: record.appId,
  kind: record.kind,
  revision: record.revision,
  value: record.value,
});
