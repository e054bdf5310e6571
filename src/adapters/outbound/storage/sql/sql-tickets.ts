import * as O from 'fp-ts/lib/Option.js';
import type { TicketStore } from '../../../../application/ports/ticket-store.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { Db } from './database.js';
import type { SqlSession } from './sql-session.js';

/** How many expired tickets are deleted for one that is stored: more than one, so that they never pile up. */
const MAX_DELETED = 100;

/** Tickets that every process on the same database can take. */
export const sqlTickets = (session: SqlSession): TicketStore => ({
  put: (hash, { appId, keyId, validUntil }, until) =>
    session.run(async (db) => {
      await deleteExpired(db, session.now());
      const row = { hash, app_id: appId, key_id: keyId, valid_until: validUntil, expires_at: until };
      await db.insertInto('tickets').values(row).execute();
    }),
  take: (hash, now) =>
    session.run(async (db) => {
      const row = await db.deleteFrom('tickets').where('hash', '=', hash).returningAll().executeTakeFirst();
      return row === undefined || row.expires_at <= now
        ? O.none
        : O.some({ appId: row.app_id, keyId: row.key_id, validUntil: row.valid_until });
    }),
});

/** Those that another process deletes at this moment are left to it. */
const deleteExpired = async (db: Db, now: Timestamp): Promise<void> => {
  const expired = db
    .selectFrom('tickets')
    .select('hash')
    .where('expires_at', '<=', now)
    .limit(MAX_DELETED)
    .forUpdate()
    .skipLocked();
  await db.deleteFrom('tickets').where('hash', 'in', expired).execute();
};
