import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { sql } from 'kysely';
import type { ApiKeyRepository, KeyOfApp } from '../../../../application/ports/api-key-repository.js';
import type { Listed, Page, Place } from '../../../../application/ports/listing.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import type { AuditEntry, KeyChange, KeyRing } from '../../../../domain/app/api-key.js';
import type { AppId, KeyId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listed } from '../listed.js';
import type { Db } from './database.js';
import { inLockingOrder } from './locking-order.js';
import { onPage } from './on-page.js';
import { overwrite } from './overwrite.js';
import { apiKeyOf, apiKeyRowOf } from './rows/api-key-row.js';
import { appOf } from './rows/app-row.js';
import { type AuditRow, auditEntryOf, auditRowOf } from './rows/audit-row.js';
import type { SqlSession } from './sql-session.js';

export const sqlApiKeys = (session: SqlSession): ApiKeyRepository => ({
  findByHash: (hash) => session.run((db) => findWhere(db, 'api_keys.hash', hash)),
  findById: (id) => session.run((db) => findWhere(db, 'api_keys.id', id)),
  ring: (appId) => session.run((db) => findRing(db, appId)),
  apply: (change) =>
    session.transact(async (db) => {
      if (!(await advanceRevision(db, change))) return E.left(conflict);
      await saveKeyChange(db, change);
      return E.right(undefined);
    }),
  audit: (appId, page, order) =>
    session.run((db) => listAudit(session, db, appId, page, order === 'oldest-first' ? 'asc' : 'desc')),
  touch: (uses) => session.transact(async (db) => E.right(await saveUses(db, uses))),
});

const findWhere = async (
  db: Db,
  column: 'api_keys.hash' | 'api_keys.id',
  value: string,
): Promise<O.Option<KeyOfApp>> => {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('apps', 'apps.id', 'api_keys.app_id')
    .selectAll('api_keys')
    .select(['apps.name', 'apps.is_active', 'apps.country', 'apps.created_at as app_created_at', 'apps.updated_at'])
    .where(sql.ref(column), '=', value)
    .executeTakeFirst();
  if (row === undefined) return O.none;
  return O.some({ key: apiKeyOf(row), app: appOf({ ...row, id: row.app_id, created_at: row.app_created_at }) });
};

const findRing = async (db: Db, appId: AppId): Promise<O.Option<KeyRing>> => {
  const app = await db.selectFrom('apps').select('key_revision').where('id', '=', appId).executeTakeFirst();
  if (app === undefined) return O.none;
  const rows = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('app_id', '=', appId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return O.some({ appId, keys: rows.map(apiKeyOf), revision: app.key_revision });
};

/** False if the key ring is no longer at the revision that the change was made from. */
const advanceRevision = async (db: Db, { appId, from }: KeyChange): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('apps')
    .set({ key_revision: from + 1 })
    .where('id', '=', appId)
    .where('key_revision', '=', from)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
};

/** Inserts the keys that are new, updates the ends of the others, and adds the line to the history. */
export const saveKeyChange = async (db: Db, { from, keys, audit }: KeyChange): Promise<void> => {
  await db
    .insertInto('api_keys')
    .values(inLockingOrder(keys, ({ id }) => id).map(apiKeyRowOf))
    .onConflict((onConflict) => onConflict.column('id').doUpdateSet(overwrite(['valid_until'])))
    .execute();
  await db
    .insertInto('api_key_audit')
    .values(auditRowOf(audit, from + 1))
    .execute();
};

const listAudit = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  page: Page,
  order: 'asc' | 'desc',
): Promise<Listed<AuditEntry>> => {
  const rows = await db
    .selectFrom('api_key_audit')
    .selectAll()
    .where('app_id', '=', appId)
    .$call(onPage(page, 'revision', order))
    .execute();
  const placeOf = ({ revision: at, id }: AuditRow): Place => ({ at, id });
  return listed(page, rows, { toItem: auditEntryOf, placeOf }, () =>
    session.totals(appId, 'audit', countOf(db, appId)),
  );
};

const countOf = (db: Db, appId: AppId) => async (): Promise<number> => {
  const { total } = await db
    .selectFrom('api_key_audit')
    .select((count) => count.fn.countAll().as('total'))
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  return Number(total);
};

/** Saves when keys were last used; an earlier time than the stored one is ignored. */
const saveUses = async (db: Db, uses: ReadonlyMap<KeyId, Timestamp>): Promise<void> => {
  for (const [id, usedAt] of inLockingOrder([...uses], ([key]) => key)) {
    await db
      .updateTable('api_keys')
      .set({ last_used_at: usedAt })
      .where('id', '=', id)
      .where((key) => key.or([key('last_used_at', 'is', null), key('last_used_at', '<', usedAt)]))
      .execute();
  }
};
