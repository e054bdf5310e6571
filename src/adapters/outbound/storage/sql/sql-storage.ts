import * as E from 'fp-ts/lib/Either.js';
import { sql } from 'kysely';
import type { Storage } from '../../../../application/ports/storage.js';
import type { Db, SqlEngine } from './database.js';
import type { MetaRow } from './rows/meta-row.js';
import { sqlAggregates } from './sql-aggregates.js';
import { sqlApiKeys } from './sql-api-keys.js';
import { sqlAppRecords } from './sql-app-records.js';
import { sqlApps } from './sql-apps.js';
import { sqlArchive } from './sql-archive.js';
import { sqlAuditLog } from './sql-audit-log.js';
import { sqlCalls } from './sql-calls.js';
import { sqlContacts } from './sql-contacts.js';
import { sqlEventLog } from './sql-event-log.js';
import { sqlInbox } from './sql-inbox.js';
import { sqlInboxJournal } from './sql-inbox-journal.js';
import { sqlMappings } from './sql-mappings.js';
import { sqlMessages } from './sql-messages.js';
import { sqlPersonalData } from './sql-personal-data.js';
import { makeSession, type SqlSession } from './sql-session.js';
import { sqlTickets } from './sql-tickets.js';
import { sqlVoicemails } from './sql-voicemails.js';

/** A storage in tables. Once it is closed, every request is a `StorageUnavailable`. */
export const sqlStorage = (engine: SqlEngine): Storage => {
  const session = makeSession(engine);
  return {
    engine: engine.name,
    inbox: sqlInbox(session),
    journal: sqlInboxJournal(session),
    aggregates: sqlAggregates(session),
    events: sqlEventLog(session),
    calls: sqlCalls(session),
    voicemails: sqlVoicemails(session),
    messages: sqlMessages(session),
    apps: sqlApps(session),
    apiKeys: sqlApiKeys(session),
    mappings: sqlMappings(session),
    contacts: sqlContacts(session),
    records: sqlAppRecords(session),
    personal: sqlPersonalData(session),
    audit: sqlAuditLog(session),
    archive: sqlArchive(session),
    ...(engine.isShared ? { tickets: sqlTickets(session) } : {}),
    ping: probe(session),
    ...(engine.readClock === null ? {} : { clock: session.run(engine.readClock) }),
    close: session.close,
  };
};

/** In bytes: as much as some deliveries take. */
const ROOM = 32 * 1024;

/**
 * Makes sure that the database can grow, and writes a row, which is on the disk when this is answered. The row keeps its size, so that
 * it leaves no free space behind that only the next probe would find.
 */
const probe = (session: SqlSession): Storage['ping'] =>
  session.transact(async (db) => {
    await sql`savepoint room`.execute(db);
    await writeMeta(db, 'room', ' '.repeat(ROOM));
    await sql`rollback to savepoint room`.execute(db);
    await writeMeta(db, 'probe', String(session.now()).padEnd(ROOM));
    return E.right(undefined);
  });

const writeMeta = async (db: Db, key: MetaRow['key'], value: string): Promise<void> => {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
};
