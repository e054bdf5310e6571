import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Kysely, sql } from 'kysely';
import Libsql from 'libsql';
import type { InboxStatus } from '../../../application/ports/inbox.js';
import { type StorageError, storageFault, storageUnavailable } from '../../../application/ports/storage-error.js';
import type { EngineAccess } from '../engine-access.js';
import type { Connection, SqlEngine, Tables } from './database.js';
import { migrate } from './migrate.js';
import { nameStream } from './sql-event-log.js';
import { sqlStorage } from './sql-storage.js';
import { sqliteDialect } from './sqlite-dialect.js';
import { sqliteMigrations } from './sqlite-migrations.js';
import { sqliteStatements } from './sqlite-statements.js';

export interface SqliteConfig {
  readonly engine: 'sqlite';
  /** It and its folder are created if missing; `:memory:` ends with the process. */
  readonly file: string;
}

/** An embedded database in one file, for one process at a time. */
export const sqlite = ({ file }: SqliteConfig): EngineAccess => ({
  open: () => TE.map(sqlStorage)(openSqlite(file)),
  check: TE.map(() => [])(openSqlite(file)),
  migrate: TE.map(() => [])(openSqlite(file)),
});

/** The name of a database that lives in memory and ends with the process. */
const IN_MEMORY = ':memory:';

const PRAGMAS = [
  // Readers do not wait for the writer, and a commit is one write to the log.
  'journal_mode = wal',
  // Each commit is on the disk before it is answered: it survives a loss of power, not only of the process.
  'synchronous = full',
  // Somebody else may look at the file (a backup, a shell); milliseconds, during which this process stands still.
  'busy_timeout = 1000',
  'foreign_keys = on',
  // In KiB: the upper levels of the indexes of a few million calls.
  'cache_size = -65536',
];

/** What SQLite allows by default, https://www.sqlite.org/limits.html. */
const MOST_VARIABLES = 32_766;

/**
 * Opens the database in `file`, or creates it and the folder it is in, and brings its schema up to date. The file is for one
 * process at a time. What cannot be opened is a left whose `detail` is one line that names the file.
 */
export const openSqlite =
  (file: string): TE.TaskEither<StorageError, SqlEngine> =>
  async () => {
    const path = file === IN_MEMORY ? IN_MEMORY : resolve(file);
    try {
      if (path !== IN_MEMORY) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const database = new Libsql(path);
      try {
        return E.right(await prepareEngine(database));
      } catch (thrown) {
        database.close();
        throw thrown;
      }
    } catch (thrown) {
      const { _tag, detail } = explain(thrown);
      return E.left({ _tag, detail: `cannot open the database ${path}: ${detail}` });
    }
  };

const prepareEngine = async (database: Libsql.Database): Promise<SqlEngine> => {
  for (const pragma of PRAGMAS) database.prepare(`pragma ${pragma}`).all();
  const db = new Kysely<Tables>({ dialect: sqliteDialect(sqliteStatements(database)) });
  await migrate(db, sqliteMigrations);
  await nameStream(db);
  await releaseLeases(db);
  return {
    db,
    maxVariables: MOST_VARIABLES,
    supportsSkipLocked: false,
    explain: (thrown) => (database.open ? explain(thrown) : storageUnavailable('the storage is closed')),
    // One connection, one writer.
    isLostRace: () => false,
    now: Date.now,
    close: () => db.destroy(),
  };
};

/**
 * The file is for one process, so whoever held a lease is dead and its events can be claimed at once. Should it live after
 * all, it cannot settle what it no longer holds.
 */
const releaseLeases = async (db: Connection): Promise<void> => {
  await db
    .updateTable('inbox')
    .set({ owner: null, available_at: 0 })
    .where('status', '=', sql.lit<InboxStatus>('pending'))
    .where('owner', 'is not', null)
    .execute();
};

/**
 * Result codes that say nothing about the statement: busy, locked, out of memory, read-only, interrupted, input or output
 * failed, disk full, cannot open, locking protocol (https://www.sqlite.org/rescode.html).
 */
const PASSING = new Set([5, 6, 7, 8, 9, 10, 13, 14, 15]);

const explain = (thrown: unknown): StorageError => {
  const detail = thrown instanceof Error ? firstLine(thrown.message) : String(thrown);
  if (!(thrown instanceof Libsql.SqliteError)) return storageFault(detail);
  // The lowest byte is the primary code, the rest says more about it.
  return PASSING.has(resultCode(thrown) & 0xff) ? storageUnavailable(detail) : storageFault(detail);
};

const resultCode = (error: object): number =>
  'rawCode' in error && typeof error.rawCode === 'number' ? error.rawCode : 0;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
