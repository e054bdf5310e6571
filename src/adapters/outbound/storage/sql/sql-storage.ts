import * as E from 'fp-ts/lib/Either.js';
import { sql } from 'kysely';
import type { Storage } from '../../../../application/ports/storage.js';
import type { Db, SqlEngine } from './database.js';
import { sqlAggregates } from './sql-aggregates.js';
import { sqlApiKeys } from './sql-api-keys.js';
import { sqlAppRecords } from './sql-app-records.js';
import { sqlApps } from './sql-apps.js';
import { sqlArchive } from './sql-archive.js';
import { sqlCalls } from './sql-calls.js';
import { sqlEventLog } from './sql-event-log.js';
import { sqlInbox } from './sql-inbox.js';
import { sqlInboxJournal } from './sql-inbox-journal.js';
import { sqlMappings } from './sql-mappings.js';
import { sqlMessages } from './sql-messages.js';
import { makeSession, type SqlSession } from './sql-session.js';
import { sqlVoicemails } from './sql-voicemails.js';

/** A storage in tables. Once it is closed, every request is a `StorageUnavailable`. */
export const sqlStorage = (engine: SqlEngine): Storage => {
  const session = makeSession(engine);
  return {
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
    records: sqlAppRecords(session),
    archive: sqlArchive(session),
    ping: probe(session),
    ...(engine.readClock === null ? {} : { clock: session.run(engine.readClock) }),
    close: session.close,
  };
};

/** In bytes: as much as a few large deliveries take. */
const ROOM = 128 * 1024;

/** Makes sure that there is room for deliveries, and writes a row, which is on the disk when this is answered. */
const probe = (session: SqlSession): Storage['ping'] =>
  session.transact(async (db) => {
    await sql`savepoint room`.execute(db);
    await writeProbe(db, ' '.repeat(ROOM));
    await sql`rollback to savepoint room`.execute(db);
    await writeProbe(db, String(session.now()));
    return E.right(undefined);
  });

const writeProbe = async (db: Db, value: string): Promise<void> => {
  await db
    .insertInto('meta')
    .values({ key: 'probe', value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
};
