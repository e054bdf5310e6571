import { sql } from 'kysely';
import type { Storage } from '../../../../application/ports/storage.js';
import type { SqlEngine } from './database.js';
import { sqlAggregates } from './sql-aggregates.js';
import { sqlApiKeys } from './sql-api-keys.js';
import { sqlAppRecords } from './sql-app-records.js';
import { sqlApps } from './sql-apps.js';
import { sqlArchive } from './sql-archive.js';
import { sqlAuditLog } from './sql-audit-log.js';
import { sqlCalls } from './sql-calls.js';
import { sqlEventLog } from './sql-event-log.js';
import { sqlInbox } from './sql-inbox.js';
import { sqlInboxJournal } from './sql-inbox-journal.js';
import { sqlMappings } from './sql-mappings.js';
import { sqlMessages } from './sql-messages.js';
import { sqlPersonalData } from './sql-personal-data.js';
import { makeSession } from './sql-session.js';
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
    personal: sqlPersonalData(session),
    audit: sqlAuditLog(session),
    archive: sqlArchive(session),
    ping: session.run(async (db) => {
      await sql`select 1`.execute(db);
    }),
    close: session.close,
  };
};
