import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import Libsql from 'libsql';
import { MongoClient } from 'mongodb';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { migrate } from '../../../../src/adapters/outbound/storage/sql/migrate.js';
import { sqliteConnection } from '../../../../src/adapters/outbound/storage/sql/sqlite-connection.js';
import { sqliteDialect } from '../../../../src/adapters/outbound/storage/sql/sqlite-dialect.js';
import { sqliteMigrations } from '../../../../src/adapters/outbound/storage/sql/sqlite-migrations.js';
import type { Tables } from '../../../../src/adapters/outbound/storage/sql/tables.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { freshMongoDatabase } from '../../../support/mongodb.js';
import { configOf, freshDatabase, onServer } from '../../../support/postgres.js';

/** What an older version has stored. */
export interface OlderData {
  /** The first migration that is newer than the data, by the start of its name, on either SQL engine. */
  readonly before: { readonly sqlite: string; readonly postgres: string };
  /** In words that SQLite and PostgreSQL understand. */
  readonly statements: readonly string[];
  /** The documents of each collection of MongoDB. */
  readonly documents: Readonly<Record<string, readonly { readonly _id: string }[]>>;
}

interface Opened {
  readonly storage: Storage;
  readonly close: () => Promise<void>;
}

/** For each engine that the tests can reach: stores data as an older version did, and opens it with this version. */
export const olderStorages = (data: OlderData): Readonly<Record<string, (folder: string) => Promise<Opened>>> => {
  const { TEST_DATABASE_URL: server, TEST_MONGODB_URI: mongo } = process.env;
  return {
    sqlite: (folder) => onSqlite(folder, data),
    ...(server === undefined ? {} : { postgres: () => onPostgres(server, data) }),
    ...(mongo === undefined ? {} : { mongodb: () => onMongo(mongo, data) }),
  };
};

const onSqlite = async (folder: string, { before, statements }: OlderData): Promise<Opened> => {
  const file = join(folder, `${randomUUID()}.sqlite`);
  const database = new Libsql(file);
  const db = new Kysely<Tables>({ dialect: sqliteDialect({ writer: sqliteConnection(database), reader: null }) });
  await migrate(db, Object.fromEntries(Object.entries(sqliteMigrations).filter(([name]) => name < before.sqlite)));
  for (const statement of statements) database.exec(statement);
  await db.destroy();
  return opened(await rightOf(openStorage({ engine: 'sqlite', file })), async () => undefined);
};

const onPostgres = async (server: string, { before, statements }: OlderData): Promise<Opened> => {
  const { url, drop } = await freshDatabase(server);
  const folder = new URL('../../../../migrations/', import.meta.url);
  const older = (await readdir(folder)).filter((name) => name.endsWith('.sql') && name < before.postgres).sort();
  for (const name of older) await onServer(url, await readFile(new URL(name, folder), 'utf8'));
  await onServer(url, ...statements);
  return opened(await rightOf(openStorage(configOf(url))), drop);
};

const onMongo = async (server: string, { documents }: OlderData): Promise<Opened> => {
  const { uri, database, drop } = await freshMongoDatabase(server);
  const client = new MongoClient(uri);
  for (const [collection, stored] of Object.entries(documents)) {
    await client
      .db(database)
      .collection<{ _id: string }>(collection)
      .insertMany([...stored]);
  }
  await client.close();
  return opened(await rightOf(openStorage({ engine: 'mongodb', uri, database })), drop);
};

const opened = (storage: Storage, drop: () => Promise<void>): Opened => ({
  storage,
  close: async () => {
    await storage.close();
    await drop();
  },
});
