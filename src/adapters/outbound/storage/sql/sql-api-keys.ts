import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { sql } from 'kysely';
import type { ApiKeyRepository, KeyOfApp } from '../../../../application/ports/api-key-repository.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import type { ApiKey, AuditAction, AuditEntry, KeyChange } from '../../../../domain/app/api-key.js';
import type { AppId, AuditId, KeyId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listed } from '../listed.js';
import { appOf } from './app-row.js';
import type { Db } from './database.js';
import { inLockingOrder } from './locking-order.js';
import { overwrite } from './overwrite.js';
import type { SqlSession } from './sql-session.js';

export interface ApiKeyRow {
  readonly id: KeyId;
  readonly app_id: AppId;
  /** SHA-256 of the key, in hex. */
  readonly hash: string;
  readonly hint: string;
  readonly created_at: Timestamp;
  readonly valid_until: Timestamp | null;
  readonly last_used_at: Timestamp | null;
}

export interface AuditRow {
  readonly id: AuditId;
  readonly app_id: AppId;
  /** The revision of the key ring that the change led to; puts an app's lines in order. */
  readonly revision: number;
  readonly action: AuditAction;
  readonly old_key_hint: string | null;
  readonly new_key_hint: string | null;
  readonly performed_at: Timestamp;
}

export const keyOf = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  appId: row.app_id,
  hash: row.hash,
  hint: row.hint,
  createdAt: row.created_at,
  validUntil: row.valid_until,
  lastUsedAt: row.last_used_at,
});

export const keyRowOf = (key: ApiKey): ApiKeyRow => ({
  id: key.id,
  app_id: key.appId,
  hash: key.hash,
  hint: key.hint,
  created_at: key.createdAt,
  valid_until: key.validUntil,
  last_used_at: key.lastUsedAt,
});

export const entryOf = (row: AuditRow): AuditEntry => ({
  id: row.id,
  appId: row.app_id,
  action: row.action,
  oldKeyHint: row.old_key_hint,
  newKeyHint: row.new_key_hint,
  performedAt: row.performed_at,
});

export const auditRowOf = (entry: AuditEntry, revision: number): AuditRow => ({
  id: entry.id,
  app_id: entry.appId,
  revision,
  action: entry.action,
  old_key_hint: entry.oldKeyHint,
  new_key_hint: entry.newKeyHint,
  performed_at: entry.performedAt,
});

export const sqlApiKeys = (session: SqlSession): ApiKeyRepository => ({
  findByHash: (hash) => session.run((db) => findWhere(db, 'api_keys.hash', hash)),

  findById: (id) => session.run((db) => findWhere(db, 'api_keys.id', id)),

  ring: (appId) =>
    session.run(async (db) => {
      const app = await db.selectFrom('apps').select('key_revision').where('id', '=', appId).executeTakeFirst();
      if (app === undefined) return O.none;
      const rows = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('app_id', '=', appId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return O.some({ appId, keys: rows.map(keyOf), revision: app.key_revision });
    }),

  apply: (change) =>
    session.transact(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('apps')
        .set({ key_revision: change.from + 1 })
        .where('id', '=', change.appId)
        .where('key_revision', '=', change.from)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return E.left(conflict);
      await saveKeyChange(db, change);
      return E.right(undefined);
    }),

  audit: (appId, page, order) =>
    session.run(async (db) => {
      const rows = await db
        .selectFrom('api_key_audit')
        .selectAll()
        .where('app_id', '=', appId)
        .orderBy('revision', order === 'oldest-first' ? 'asc' : 'desc')
        .limit(page.limit)
        .offset(page.offset)
        .execute();
      return listed(page, rows, entryOf, () =>
        db
          .selectFrom('api_key_audit')
          .select((count) => count.fn.countAll().as('total'))
          .where('app_id', '=', appId)
          .executeTakeFirstOrThrow(),
      );
    }),

  touch: (uses) =>
    session.transact(async (db) => {
      for (const [id, usedAt] of inLockingOrder([...uses], ([key]) => key)) {
        await db
          .updateTable('api_keys')
          .set({ last_used_at: usedAt })
          .where('id', '=', id)
          .where((key) => key.or([key('last_used_at', 'is', null), key('last_used_at', '<', usedAt)]))
          .execute();
      }
      return E.right(undefined);
    }),
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
    .select(['apps.name', 'apps.is_active', 'apps.created_at as app_created_at', 'apps.updated_at'])
    .where(sql.ref(column), '=', value)
    .executeTakeFirst();
  if (row === undefined) return O.none;
  return O.some({ key: keyOf(row), app: appOf({ ...row, id: row.app_id, created_at: row.app_created_at }) });
};

/** Keeps the keys that are new, the new ends of those that are not, and the line of the audit. */
export const saveKeyChange = async (db: Db, { from, keys, audit }: KeyChange): Promise<void> => {
  await db
    .insertInto('api_keys')
    .values(inLockingOrder(keys, ({ id }) => id).map(keyRowOf))
    .onConflict((onConflict) => onConflict.column('id').doUpdateSet(overwrite(['valid_until'])))
    .execute();
  await db
    .insertInto('api_key_audit')
    .values(auditRowOf(audit, from + 1))
    .execute();
};
