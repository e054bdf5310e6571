import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Kysely, sql } from 'kysely';
import Libsql from 'libsql';
import type { InboxStatus } from '../../../../application/ports/inbox.js';
import { type StorageError, storageUnavailable } from '../../../../application/ports/storage-error.js';
import type { EngineAccess } from '../engine-access.js';
import type { Db, SqlEngine } from './database.js';
import { migrate, missingSteps } from './migrate.js';
import { nameStream } from './sql-event-log.js';
import { sqlStorage } from './sql-storage.js';
import { sqliteDialect } from './sqlite-dialect.js';
import { explainSqlite } from './sqlite-errors.js';
import { sqliteMigrations } from './sqlite-migrations.js';
import { sqliteStatements } from './sqlite-statements.js';
import type { Tables } from './tables.js';

export interface SqliteConfig {
  readonly engine: 'sqlite';
  /** It and its folder are created if missing; `:memory:` ends with the process. */
  readonly file: string;
}

/** An embedded database in one file, for one process at a time. */
export const sqlite = ({ file }: SqliteConfig): EngineAccess => ({
  open: (options) => TE.map(sqlStorage)(openSqlite(file, options)),
  check: checkSqlite(file),
  migrate: onDatabase(file, async (database) => {
    const db = queriesOn(database);
    const applied = await migrate(db, sqliteMigrations);
    await db.destroy();
    return applied;
  }),
});

/** The name of a database that lives in memory and ends with the process. */
const IN_MEMORY = ':memory:';

/** Somebody else may look at the file (a backup, a shell); milliseconds, during which this process stands still. */
const BUSY_TIMEOUT = 'busy_timeout = 1000';

const PRAGMAS = [
  // Readers do not wait for the writer, and a commit is one write to the log.
  'journal_mode = wal',
  // Each commit is on the disk before it is answered: it survives a loss of power, not only of the process.
  'synchronous = full',
  BUSY_TIMEOUT,
  'foreign_keys = on',
  // In KiB: the upper levels of the indexes of a few million calls.
  'cache_size = -65536',
];

/** What SQLite allows by default, https://www.sqlite.org/limits.html. */
const MAX_VARIABLES = 32_766;

/**
 * Opens the database in `file` or, if it is to be brought up to date, creates it and the folder it is in. The file is for one
 * process at a time; as a guest, this one leaves the leases of another alone. What cannot be opened is a left whose `detail` is
 * one line that names the file.
 */
export const openSqlite = (
  file: string,
  { migrates = true, isGuest = false }: { readonly migrates?: boolean; readonly isGuest?: boolean } = {},
): TE.TaskEither<StorageError, SqlEngine> =>
  onDatabase(
    file,
    async (database) => {
      const db = queriesOn(database);
      if (migrates) await migrate(db, sqliteMigrations);
      else await demandMigrated(db);
      await nameStream(db);
      if (!isGuest) await releaseLeases(db);
      return engineOn(database, db);
    },
    { creates: migrates },
  );

const demandMigrated = async (db: Db): Promise<void> => {
  const [first] = await missingSteps(db, sqliteMigrations);
  if (first !== undefined) throw new Error(`the schema lacks ${first}: ${MIGRATE}`);
};

const MIGRATE = 'run npm run migrate, or set DB_AUTO_MIGRATE=true';

/** Opens a file for some work, and closes it if that fails. */
const onDatabase =
  <A>(
    file: string,
    work: (database: Libsql.Database) => Promise<A>,
    { creates = true }: { readonly creates?: boolean } = {},
  ): TE.TaskEither<StorageError, A> =>
  async () => {
    const path = pathOf(file);
    try {
      if (!creates && !(await exists(path))) throw new Error(`it is not there: ${MIGRATE}`);
      if (path !== IN_MEMORY) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const database = new Libsql(path);
      try {
        for (const pragma of PRAGMAS) database.prepare(`pragma ${pragma}`).all();
        return E.right(await work(database));
      } catch (thrown) {
        database.close();
        throw thrown;
      }
    } catch (thrown) {
      return E.left(refusalOf(path, thrown));
    }
  };

/**
 * Whether the file can be opened and written or, if it is not there, made. Another process may be at work on it; neither it nor
 * the file notices.
 */
const checkSqlite =
  (file: string): TE.TaskEither<StorageError, readonly string[]> =>
  async () => {
    const path = pathOf(file);
    try {
      if (!(await exists(path))) {
        await demandWritable(dirname(path));
        return E.right(Object.keys(sqliteMigrations));
      }
      const database = new Libsql(path);
      try {
        database.prepare(`pragma ${BUSY_TIMEOUT}`).all();
        database.exec('begin immediate; rollback');
        return E.right(await missingSteps(queriesOn(database), sqliteMigrations));
      } finally {
        database.close();
      }
    } catch (thrown) {
      return E.left(refusalOf(path, thrown));
    }
  };

/** Throws unless a folder can be written or, if it is not there, made. */
const demandWritable = async (folder: string): Promise<void> => {
  if (!(await exists(folder))) return demandWritable(dirname(folder));
  if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is no folder`);
  await access(folder, constants.W_OK);
};

const pathOf = (file: string): string => (file === IN_MEMORY ? IN_MEMORY : resolve(file));

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const refusalOf = (path: string, thrown: unknown): StorageError => {
  const { _tag, detail } = explainSqlite(thrown);
  return { _tag, detail: `cannot open the database ${path}: ${detail}` };
};

const queriesOn = (database: Libsql.Database): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: sqliteDialect(sqliteStatements(database)) });

const engineOn = (database: Libsql.Database, db: Kysely<Tables>): SqlEngine => ({
  db,
  maxVariables: MAX_VARIABLES,
  supportsSkipLocked: false,
  skipsUnchangedIndexes: false,
  explain: (thrown) => (database.open ? explainSqlite(thrown) : storageUnavailable('the storage is closed')),
  // One connection, one writer.
  isLostRace: () => false,
  now: Date.now,
  close: () => db.destroy(),
});

/**
 * The file is for one process, so whoever held a lease is dead and its events can be claimed at once. Should it live after
 * all, it cannot settle what it no longer holds.
 */
const releaseLeases = async (db: Db): Promise<void> => {
  await db
    .updateTable('inbox')
    .set({ owner: null, available_at: 0 })
    .where('status', '=', sql.lit<InboxStatus>('pending'))
    .where('owner', 'is not', null)
    .execute();
};
