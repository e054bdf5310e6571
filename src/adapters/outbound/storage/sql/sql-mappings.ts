import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { NewUserMapping, UserMappingRepository } from '../../../../application/ports/user-mapping-repository.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId, MappingId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { UserMapping } from '../../../../domain/user-mapping/user-mapping.js';
import { listed } from '../listed.js';
import type { Db } from './database.js';
import { inLockingOrder } from './locking-order.js';
import { overwrite } from './overwrite.js';
import type { SqlSession } from './sql-session.js';

export interface MappingRow {
  readonly id: MappingId;
  readonly app_id: AppId;
  readonly dialpad_user_id: DialpadId;
  readonly crm_user_id: string;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

const MAPPING_VARIABLES = 6;

export const mappingOf = (row: MappingRow): UserMapping => ({
  id: row.id,
  appId: row.app_id,
  dialpadUserId: row.dialpad_user_id,
  crmUserId: row.crm_user_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const mappingRowOf = (mapping: UserMapping): MappingRow => ({
  id: mapping.id,
  app_id: mapping.appId,
  dialpad_user_id: mapping.dialpadUserId,
  crm_user_id: mapping.crmUserId,
  created_at: mapping.createdAt,
  updated_at: mapping.updatedAt,
});

export const sqlMappings = (session: SqlSession): UserMappingRepository => ({
  upsert: (appId, mappings, now) =>
    session.transact(async (db) => {
      const last = new Map(mappings.map((mapping) => [mapping.dialpadUserId, mapping]));
      const kept = new Map<DialpadId, UserMapping>();
      const ordered = inLockingOrder([...last.values()], ({ dialpadUserId }) => dialpadUserId);
      for (const chunk of session.chunks(ordered, MAPPING_VARIABLES)) {
        for (const mapping of await save(db, appId, chunk, now)) kept.set(mapping.dialpadUserId, mapping);
      }
      return E.right(mappings.flatMap((mapping) => kept.get(mapping.dialpadUserId) ?? []));
    }),

  list: (appId, page) =>
    session.run(async (db) => {
      const rows = await ofApp(db, appId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit)
        .offset(page.offset)
        .execute();
      return listed(page, rows, mappingOf, () =>
        db
          .selectFrom('user_mappings')
          .select((count) => count.fn.countAll().as('total'))
          .where('app_id', '=', appId)
          .executeTakeFirstOrThrow(),
      );
    }),

  findByDialpadUser: (appId, id) =>
    session.run(async (db) => {
      const row = await ofApp(db, appId).where('dialpad_user_id', '=', id).executeTakeFirst();
      return O.map(mappingOf)(O.fromNullable(row));
    }),

  findByCrmUser: (appId, crmUserId) =>
    session.run(async (db) => {
      const row = await ofApp(db, appId)
        .where('crm_user_id', '=', crmUserId)
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return O.map(mappingOf)(O.fromNullable(row));
    }),

  ofUsers: (appId, users) =>
    session.run(async (db) => {
      const found: UserMapping[] = [];
      for (const chunk of session.chunks(users, 1)) {
        const rows = await ofApp(db, appId).where('dialpad_user_id', 'in', chunk).execute();
        found.push(...rows.map(mappingOf));
      }
      return found;
    }),

  delete: (appId, id) =>
    session.run(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('user_mappings')
        .where('app_id', '=', appId)
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    }),

  deleteByDialpadUser: (appId, id) =>
    session.run(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('user_mappings')
        .where('app_id', '=', appId)
        .where('dialpad_user_id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    }),
});

const ofApp = (db: Db, appId: AppId) => db.selectFrom('user_mappings').selectAll().where('app_id', '=', appId);

const save = async (
  db: Db,
  appId: AppId,
  mappings: readonly NewUserMapping[],
  now: Timestamp,
): Promise<readonly UserMapping[]> => {
  const rows = await db
    .insertInto('user_mappings')
    .values(mappings.map((mapping) => mappingRowOf({ ...mapping, appId, createdAt: now, updatedAt: now })))
    .onConflict((conflict) =>
      conflict.columns(['app_id', 'dialpad_user_id']).doUpdateSet(overwrite(['crm_user_id', 'updated_at'])),
    )
    .returningAll()
    .execute();
  return rows.map(mappingOf);
};
