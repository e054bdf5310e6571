import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openPostgres } from '../../src/adapters/storage/sql/postgres.js';
import { sqlStorage } from '../../src/adapters/storage/sql/sql-storage.js';
import { rightOf } from '../../src/testing/storage/outcome.js';
import type { StorageUnderTest } from '../../src/testing/storage/storage.contract.js';
import { guarded } from '../adapters/storage/guarded-engine.js';

const onServer = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
};

/** An empty database of its own on the server that `url` names. */
export const freshDatabase = async (
  url: string,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> => {
  const name = `cti_${randomUUID().replaceAll('-', '')}`;
  await onServer(url, `create database ${name}`);
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return { url: fresh.href, drop: () => onServer(url, `drop database if exists ${name} with (force)`) };
};

const TABLES =
  'inbox, inbox_counts, calls, messages, voicemails, events, streams, meta, apps, app_organizations, api_keys, api_key_audit, user_mappings';

/** PostgreSQL under the contract of storages: one database for all of its tests, emptied before each. */
export const postgresUnderTest = (url: string): StorageUnderTest => {
  let database: Awaited<ReturnType<typeof freshDatabase>> | null = null;

  before(async () => {
    database = await freshDatabase(url);
  });
  after(() => database?.drop());

  const engine = () =>
    rightOf(
      openPostgres(
        { engine: 'postgres', server: { url: database?.url ?? url }, ssl: false, maxClients: 10 },
        { migrates: true },
      ),
    );

  return {
    open: async () => {
      await (await engine()).close();
      await onServer(database?.url ?? url, `truncate ${TABLES}`);
      return sqlStorage(await engine());
    },
    reopen: async (beforeWrite) => sqlStorage(guarded(await engine(), beforeWrite)),
    shared: true,
  };
};
