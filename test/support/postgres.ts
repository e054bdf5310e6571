import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openPostgres, postgres } from '../../src/adapters/outbound/storage/sql/postgres.js';
import { sqlStorage } from '../../src/adapters/outbound/storage/sql/sql-storage.js';
import type { PostgresConfig } from '../../src/adapters/outbound/storage/storage-config.js';
import { rightOf } from '../../src/testing/storage/outcome.js';
import type { StorageUnderTest } from '../../src/testing/storage/storage-under-test.js';
import { guarded } from '../adapters/outbound/storage/guarded-engine.js';

/** The configuration for a database with this URL. */
export const configOf = (url: string, maxClients = 10): PostgresConfig => ({
  engine: 'postgres',
  server: { url },
  ssl: false,
  maxClients,
});

/** Runs statements on a connection of their own, and answers with the rows of the last one. */
export const onServer = async <Row extends pg.QueryResultRow>(
  url: string,
  ...statements: readonly string[]
): Promise<readonly Row[]> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    let rows: readonly Row[] = [];
    for (const statement of statements) rows = (await client.query<Row>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
};

/** A database that can be dropped even while others are connected to it. */
export interface FreshDatabase {
  readonly url: string;
  readonly name: string;
  readonly drop: () => Promise<void>;
}

/** Creates an empty database on the server that `url` names, with `options` of `create database`. */
export const freshDatabase = async (url: string, options = ''): Promise<FreshDatabase> => {
  const name = `cti_${randomUUID().replaceAll('-', '')}`;
  await onServer(url, `create database ${name} ${options}`);
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  const drop = async (): Promise<void> => {
    await onServer(url, `drop database if exists ${name} with (force)`);
  };
  return { url: fresh.href, name, drop };
};

const TABLES =
  'inbox, inbox_counts, calls, call_counts, call_links, messages, voicemails, voicemail_keys, events, streams, meta, apps, app_organizations, api_keys, api_key_audit, user_mappings, contacts, app_records, audit, tickets';

/** PostgreSQL for the storage contract: one database for all tests, emptied before each. */
export const postgresUnderTest = (server: string): StorageUnderTest => {
  let database: FreshDatabase = { url: server, name: '', drop: async () => undefined };

  before(async () => {
    database = await freshDatabase(server);
    await rightOf(postgres(configOf(database.url)).migrate);
  });
  after(() => database.drop());

  const engine = () => rightOf(openPostgres(configOf(database.url), { migrates: false }));

  return {
    open: async () => {
      await onServer(database.url, `truncate ${TABLES}`);
      return sqlStorage(await engine());
    },
    reopen: async (beforeWrite) => sqlStorage(guarded(await engine(), beforeWrite)),
    shared: true,
  };
};
