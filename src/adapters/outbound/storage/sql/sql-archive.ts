import * as E from 'fp-ts/lib/Either.js';
import { type Insertable, type Selectable, sql } from 'kysely';
import type {
  Archive,
  ArchivedDelivery,
  ArchiveKind,
  ArchivePage,
  ArchiveRecords,
} from '../../../../application/ports/archive.js';
import { APP_COLUMNS, appOf, appRowOf } from './app-row.js';
import type { Db, Tables } from './database.js';
import { flagged } from './flag.js';
import { auditRowOf, entryOf, keyOf, keyRowOf } from './sql-api-keys.js';
import { appRecordOf, appRecordRowOf } from './sql-app-records.js';
import { saveLinks } from './sql-call-links.js';
import { CALL_COLUMNS, callOf, callRowOf } from './sql-calls.js';
import { EVENT_COLUMNS, eventOf, eventRowOf } from './sql-event-log.js';
import { type InboxRow, storableKey } from './sql-inbox.js';
import { mappingOf, mappingRowOf } from './sql-mappings.js';
import { MESSAGE_COLUMNS, messageOf, messageRowOf } from './sql-messages.js';
import type { SqlSession } from './sql-session.js';
import { VOICEMAIL_COLUMNS, voicemailOf, voicemailRowOf } from './sql-voicemails.js';

/** How one kind is kept: in a table of its own, which is read in the order of its primary key. */
interface Keeping<K extends ArchiveKind> {
  readonly count: (db: Db) => Promise<number>;
  readonly read: (db: Db, from: string | null, limit: number) => Promise<ArchivePage<K>>;
  readonly write: (session: SqlSession, db: Db, records: readonly ArchiveRecords[K][]) => Promise<void>;
}

/** A table, and what a row of it is as a record. */
interface Mapped<K extends ArchiveKind, T extends keyof Tables, C extends keyof Selectable<Tables[T]> & string> {
  readonly table: T;
  readonly key: readonly C[];
  /** What makes up a record; the rest is read off it. */
  readonly columns: readonly C[];
  readonly recordOf: (row: Pick<Selectable<Tables[T]>, C>) => ArchiveRecords[K];
  readonly rowOf: (record: ArchiveRecords[K]) => Insertable<Tables[T]>;
}

export const sqlArchive = (session: SqlSession): Archive => ({
  count: (kind) => session.run((db) => KEEPING[kind].count(db)),

  read: (kind, from, limit) => session.run((db) => KEEPING[kind].read(db, from, limit)),

  write: (kind, records) => session.transact(async (db) => E.right(await KEEPING[kind].write(session, db, records))),
});

const kept = <K extends ArchiveKind, T extends keyof Tables, C extends keyof Selectable<Tables[T]> & string>({
  table,
  key,
  columns,
  recordOf,
  rowOf,
}: Mapped<K, T, C>): Keeping<K> => ({
  count: async (db) => {
    const counted = sql<{ readonly total: number | string }>`select count(*) as total from ${sql.table(table)}`;
    return Number((await counted.execute(db)).rows[0]?.total ?? 0);
  },

  read: async (db, from, limit) => {
    const after = from === null ? sql`` : sql`where (${list(key)}) > (${sql.join(JSON.parse(from))})`;
    const { rows } = await sql<Pick<Selectable<Tables[T]>, C>>`
      select ${list(columns)} from ${sql.table(table)} ${after} order by ${list(key)} limit ${limit}
    `.execute(db);
    const last = rows.length < limit ? undefined : rows.at(-1);
    const next = last === undefined ? null : JSON.stringify(key.map((column) => last[column]));
    return { records: rows.map(recordOf), next };
  },

  write: async (session, db, records) => {
    const rows = records.map(rowOf);
    for (const chunk of session.chunks(rows, Object.keys(rows[0] ?? {}).length)) {
      await db
        .insertInto(table)
        .values(chunk)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  },
});

const list = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)));

const streams = kept<'stream', 'streams', 'app_id' | 'seq'>({
  table: 'streams',
  key: ['app_id'],
  columns: ['app_id', 'seq'],
  recordOf: ({ app_id, seq }) => ({ appId: app_id, seq }),
  rowOf: ({ appId, seq }) => ({ app_id: appId, seq }),
});

/** A stream is moved on, never back. */
const moveOn: Keeping<'stream'>['write'] = async (_session, db, records) => {
  for (const { appId, seq } of records) {
    await db
      .insertInto('streams')
      .values({ app_id: appId, seq })
      .onConflict((conflict) => conflict.column('app_id').doUpdateSet({ seq }).where('streams.seq', '<', seq))
      .execute();
  }
};

const calls = kept<'call', 'calls', (typeof CALL_COLUMNS)[number]>({
  table: 'calls',
  key: ['id'],
  columns: CALL_COLUMNS,
  recordOf: callOf,
  rowOf: callRowOf,
});

const writeCalls: Keeping<'call'>['write'] = async (session, db, records) => {
  await calls.write(session, db, records);
  await saveLinks(session, db, records);
};

const DELIVERY_COLUMNS = [
  'id',
  'app_id',
  'named_app_id',
  'dedupe_key',
  'name',
  'payload',
  'received_at',
  'status',
  'owner',
  'available_at',
  'attempts',
  'replayed',
  'reason',
  'processed_at',
] as const;

const deliveryOf = (row: Selectable<InboxRow>): ArchivedDelivery => ({
  id: row.id,
  appId: row.app_id,
  namedAppId: row.named_app_id,
  dedupeKey: row.dedupe_key,
  name: row.name,
  payload: row.payload,
  receivedAt: row.received_at,
  status: row.status,
  attempts: row.attempts,
  replayed: flagged(row.replayed),
  reason: row.reason,
  // The end of a lease means nothing without it.
  availableAt: row.owner === null ? row.available_at : 0,
  processedAt: row.processed_at,
});

const deliveryRowOf = (delivery: ArchivedDelivery): Insertable<InboxRow> => ({
  id: delivery.id,
  app_id: delivery.appId,
  named_app_id: delivery.namedAppId,
  dedupe_key: storableKey(delivery.dedupeKey),
  name: delivery.name,
  payload: delivery.payload,
  received_at: delivery.receivedAt,
  status: delivery.status,
  owner: null,
  available_at: delivery.availableAt,
  attempts: delivery.attempts,
  replayed: delivery.replayed,
  reason: delivery.reason,
  processed_at: delivery.processedAt,
});

const KEEPING: { readonly [K in ArchiveKind]: Keeping<K> } = {
  app: kept({
    table: 'apps',
    key: ['id'],
    columns: [...APP_COLUMNS, 'key_revision'],
    recordOf: (row) => ({ app: appOf(row), keyRevision: row.key_revision }),
    rowOf: ({ app, keyRevision }) => appRowOf(app, keyRevision),
  }),
  organization: kept({
    table: 'app_organizations',
    key: ['organization_id'],
    columns: ['organization_id', 'app_id'],
    recordOf: (row) => ({ id: row.organization_id, appId: row.app_id }),
    rowOf: ({ id, appId }) => ({ organization_id: id, app_id: appId }),
  }),
  apiKey: kept({
    table: 'api_keys',
    key: ['id'],
    columns: ['id', 'app_id', 'hash', 'hint', 'created_at', 'valid_until', 'last_used_at'],
    recordOf: keyOf,
    rowOf: keyRowOf,
  }),
  audit: kept({
    table: 'api_key_audit',
    key: ['id'],
    columns: ['id', 'app_id', 'revision', 'action', 'old_key_hint', 'new_key_hint', 'performed_at'],
    recordOf: (row) => ({ entry: entryOf(row), revision: row.revision }),
    rowOf: ({ entry, revision }) => auditRowOf(entry, revision),
  }),
  mapping: kept({
    table: 'user_mappings',
    key: ['id'],
    columns: ['id', 'app_id', 'dialpad_user_id', 'crm_user_id', 'created_at', 'updated_at'],
    recordOf: mappingOf,
    rowOf: mappingRowOf,
  }),
  appRecord: kept({
    table: 'app_records',
    key: ['app_id', 'kind'],
    columns: ['app_id', 'kind', 'revision', 'value'],
    recordOf: appRecordOf,
    rowOf: appRecordRowOf,
  }),
  call: { ...calls, write: writeCalls },
  voicemail: kept({
    table: 'voicemails',
    key: ['id'],
    columns: VOICEMAIL_COLUMNS,
    recordOf: voicemailOf,
    rowOf: voicemailRowOf,
  }),
  message: kept({
    table: 'messages',
    key: ['id'],
    columns: MESSAGE_COLUMNS,
    recordOf: messageOf,
    rowOf: messageRowOf,
  }),
  stream: { ...streams, write: moveOn },
  event: kept({
    table: 'events',
    key: ['app_id', 'seq'],
    columns: [...EVENT_COLUMNS, 'recorded_at'],
    recordOf: (row) => ({ event: eventOf(row), recordedAt: row.recorded_at }),
    rowOf: ({ event, recordedAt }) => eventRowOf(event, recordedAt),
  }),
  delivery: kept({
    table: 'inbox',
    key: ['id'],
    columns: DELIVERY_COLUMNS,
    recordOf: deliveryOf,
    rowOf: deliveryRowOf,
  }),
};
