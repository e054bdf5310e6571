import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { sql } from 'kysely';
import type { Listed, Page, Place } from '../../../../application/ports/listing.js';
import type { NewUserMapping, UserMappingRepository } from '../../../../application/ports/user-mapping-repository.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { UserMapping } from '../../../../domain/user-mapping/user-mapping.js';
import { listed } from '../listed.js';
import type { Db } from './database.js';
import { inLockingOrder } from './locking-order.js';
import { onPage } from './on-page.js';
import { overwrite } from './overwrite.js';
import { preparedQuery } from './prepared-query.js';
import { type MappingRow, mappingOf, mappingRowOf } from './rows/mapping-row.js';
import type { SqlSession } from './sql-session.js';

export const sqlMappings = (session: SqlSession): UserMappingRepository => ({
  upsert: (appId, mappings, now) =>
    session.transact(async (db) => {
      const last = [...new Map(mappings.map((mapping) => [mapping.dialpadUserId, mapping])).values()];
      const saved = await saveAll(session, db, appId, last, now);
      return E.right(mappings.flatMap((mapping) => saved.get(mapping.dialpadUserId) ?? []));
    }),

  list: (appId, page) => session.run((db) => list(session, db, appId, page)),

  findByDialpadUser: (appId, id) =>
    session.run(async (db) => {
      const row = await selectOfApp(db, appId).where('dialpad_user_id', '=', id).executeTakeFirst();
      return O.map(mappingOf)(O.fromNullable(row));
    }),

  findByCrmUser: (appId, crmUserId) => session.run((db) => findByCrmUser(db, appId, crmUserId)),

  ofUsers: (appId, users) =>
    session.run(async (db) => {
      const found: UserMapping[] = [];
      for (const chunk of session.chunks(users, 1)) {
        const { rows } = await selectOfUsers(db, appId, chunk);
        found.push(...rows.map(mappingOf));
      }
      return found;
    }),

  delete: (appId, id) => session.run((db) => deleteWhere(db, appId, 'id', id)),

  deleteByDialpadUser: (appId, id) => session.run((db) => deleteWhere(db, appId, 'dialpad_user_id', id)),
});

const selectOfApp = (db: Db, appId: AppId) => db.selectFrom('user_mappings').selectAll().where('app_id', '=', appId);

const selectOfUsers = preparedQuery((db, appId: AppId, users: readonly DialpadId[]) =>
  selectOfApp(db, appId).where('dialpad_user_id', 'in', users),
);

const list = async (session: SqlSession, db: Db, appId: AppId, page: Page): Promise<Listed<UserMapping>> => {
  const rows = await selectOfApp(db, appId)
    .$call(onPage(page, 'created_at', 'desc'))
    .execute();
  const placeOf = ({ created_at: at, id }: MappingRow): Place => ({ at, id });
  return listed(page, rows, { toItem: mappingOf, placeOf }, () =>
    session.totals(appId, 'mappings', countOf(db, appId)),
  );
};

const countOf = (db: Db, appId: AppId) => async (): Promise<number> => {
  const { total } = await db
    .selectFrom('user_mappings')
    .select((count) => count.fn.countAll().as('total'))
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  return Number(total);
};

const findByCrmUser = async (db: Db, appId: AppId, crmUserId: string): Promise<O.Option<UserMapping>> => {
  const row = await selectOfApp(db, appId)
    .where('crm_user_key', '=', crmUserKey(crmUserId))
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return O.map(mappingOf)(O.fromNullable(row));
};

/** False if there is no such row. */
const deleteWhere = async (db: Db, appId: AppId, column: 'id' | 'dialpad_user_id', value: string): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom('user_mappings')
    .where('app_id', '=', appId)
    .where(sql.ref(column), '=', value)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
};

const MAPPING_VARIABLES = 7;

/** Saves one mapping for each Dialpad user; returns them as they are stored, by Dialpad user. */
const saveAll = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  mappings: readonly NewUserMapping[],
  now: Timestamp,
): Promise<ReadonlyMap<DialpadId, UserMapping>> => {
  const saved = new Map<DialpadId, UserMapping>();
  const ordered = inLockingOrder(mappings, ({ dialpadUserId }) => dialpadUserId);
  for (const chunk of session.chunks(ordered, MAPPING_VARIABLES)) {
    const rows = await db
      .insertInto('user_mappings')
      .values(chunk.map((mapping) => mappingRowOf({ ...mapping, appId, createdAt: now, updatedAt: now })))
      .onConflict((conflict) =>
        conflict
          .columns(['app_id', 'dialpad_user_id'])
          .doUpdateSet(overwrite(['crm_user_id', 'crm_user_key', 'updated_at'])),
      )
      .returningAll()
      .execute();
    for (const mapping of rows.map(mappingOf)) saved.set(mapping.dialpadUserId, mapping);
  }
  return saved;
};
