import * as E from 'fp-ts/lib/Either.js';
import type { Archive, ArchiveKind } from '../../../../application/ports/archive.js';
import { type ArchivedTable, archivedTable } from './archived-table.js';
import { API_KEY_COLUMNS, apiKeyOf, apiKeyRowOf } from './rows/api-key-row.js';
import { APP_RECORD_COLUMNS, appRecordOf, appRecordRowOf } from './rows/app-record-row.js';
import { APP_COLUMNS, appOf, appRowOf } from './rows/app-row.js';
import { AUDIT_COLUMNS, auditEntryOf, auditRowOf } from './rows/audit-row.js';
import { CALL_COLUMNS, callOf, callRowOf } from './rows/call-row.js';
import { CONTACT_COLUMNS, contactOf, contactRowOf } from './rows/contact-row.js';
import { EVENT_COLUMNS, eventOf, eventRowOf } from './rows/event-row.js';
import { DELIVERY_COLUMNS, deliveryOf, deliveryRowOf } from './rows/inbox-row.js';
import { MAPPING_COLUMNS, mappingOf, mappingRowOf } from './rows/mapping-row.js';
import { MESSAGE_COLUMNS, messageOf, messageRowOf } from './rows/message-row.js';
import { VOICEMAIL_COLUMNS, voicemailOf, voicemailRowOf } from './rows/voicemail-row.js';
import { saveLinks } from './sql-call-links.js';
import type { SqlSession } from './sql-session.js';
import { saveKeys, withoutStoredKeys } from './sql-voicemail-keys.js';

export const sqlArchive = (session: SqlSession): Archive => ({
  count: (kind) => session.run((db) => TABLES[kind].count(db)),
  read: (kind, from, limit) => session.run((db) => TABLES[kind].read(db, from, limit)),
  write: (kind, records) => session.transact(async (db) => E.right(await TABLES[kind].write(session, db, records))),
});

const calls = archivedTable<'call', 'calls', (typeof CALL_COLUMNS)[number]>({
  table: 'calls',
  key: ['id'],
  columns: CALL_COLUMNS,
  recordOf: callOf,
  rowOf: (record, countryOf) => callRowOf(record, countryOf(record.appId)),
});

const writeCalls: ArchivedTable<'call'>['write'] = async (session, db, records) => {
  await calls.write(session, db, records);
  await saveLinks(session, db, records);
};

const voicemails = archivedTable<'voicemail', 'voicemails', (typeof VOICEMAIL_COLUMNS)[number]>({
  table: 'voicemails',
  key: ['id'],
  columns: VOICEMAIL_COLUMNS,
  recordOf: voicemailOf,
  rowOf: (record, countryOf) => voicemailRowOf(record, countryOf(record.appId)),
});

/** A voicemail that is stored already, under any of its keys, is left unchanged. */
const writeVoicemails: ArchivedTable<'voicemail'>['write'] = async (session, db, records) => {
  const missing = await withoutStoredKeys(session, db, records);
  await voicemails.write(session, db, missing);
  await saveKeys(session, db, missing);
};

const streams = archivedTable<'stream', 'streams', 'app_id' | 'seq'>({
  table: 'streams',
  key: ['app_id'],
  columns: ['app_id', 'seq'],
  recordOf: ({ app_id, seq }) => ({ appId: app_id, seq }),
  rowOf: ({ appId, seq }) => ({ app_id: appId, seq }),
});

/** Moves streams forward, never back. */
const advanceStreams: ArchivedTable<'stream'>['write'] = async (_session, db, records) => {
  for (const { appId, seq } of records) {
    await db
      .insertInto('streams')
      .values({ app_id: appId, seq })
      .onConflict((conflict) => conflict.column('app_id').doUpdateSet({ seq }).where('streams.seq', '<', seq))
      .execute();
  }
};

const TABLES: { readonly [K in ArchiveKind]: ArchivedTable<K> } = {
  app: archivedTable({
    table: 'apps',
    key: ['id'],
    columns: [...APP_COLUMNS, 'key_revision'],
    recordOf: (row) => ({ app: appOf(row), keyRevision: row.key_revision }),
    rowOf: ({ app, keyRevision }) => appRowOf(app, keyRevision),
  }),
  organization: archivedTable({
    table: 'app_organizations',
    key: ['organization_id'],
    columns: ['organization_id', 'app_id'],
    recordOf: (row) => ({ id: row.organization_id, appId: row.app_id }),
    rowOf: ({ id, appId }) => ({ organization_id: id, app_id: appId }),
  }),
  apiKey: archivedTable({
    table: 'api_keys',
    key: ['id'],
    columns: API_KEY_COLUMNS,
    recordOf: apiKeyOf,
    rowOf: apiKeyRowOf,
  }),
  audit: archivedTable({
    table: 'api_key_audit',
    key: ['id'],
    columns: AUDIT_COLUMNS,
    recordOf: (row) => ({ entry: auditEntryOf(row), revision: row.revision }),
    rowOf: ({ entry, revision }) => auditRowOf(entry, revision),
  }),
  mapping: archivedTable({
    table: 'user_mappings',
    key: ['id'],
    columns: MAPPING_COLUMNS,
    recordOf: mappingOf,
    rowOf: mappingRowOf,
  }),
  contact: archivedTable({
    table: 'contacts',
    key: ['app_id', 'number_key'],
    columns: CONTACT_COLUMNS,
    recordOf: contactOf,
    rowOf: contactRowOf,
  }),
  appRecord: archivedTable({
    table: 'app_records',
    key: ['app_id', 'kind'],
    columns: APP_RECORD_COLUMNS,
    recordOf: appRecordOf,
    rowOf: appRecordRowOf,
  }),
  call: { ...calls, write: writeCalls },
  voicemail: { ...voicemails, write: writeVoicemails },
  message: archivedTable({
    table: 'messages',
    key: ['id'],
    columns: MESSAGE_COLUMNS,
    recordOf: messageOf,
    rowOf: (record, countryOf) => messageRowOf(record, countryOf(record.appId)),
  }),
  stream: { ...streams, write: advanceStreams },
  event: archivedTable({
    table: 'events',
    key: ['app_id', 'seq'],
    columns: [...EVENT_COLUMNS, 'recorded_at'],
    recordOf: (row) => ({ event: eventOf(row), recordedAt: row.recorded_at }),
    rowOf: ({ event, recordedAt }) => eventRowOf(event, recordedAt),
  }),
  delivery: archivedTable({
    table: 'inbox',
    key: ['id'],
    columns: DELIVERY_COLUMNS,
    recordOf: deliveryOf,
    rowOf: deliveryRowOf,
  }),
};
