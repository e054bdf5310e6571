import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Kysely, sql } from 'kysely';
import type Libsql from 'libsql';
import type { InboxStatus } from '../../../../application/ports/inbox.js';
import type { Storage } from '../../../../application/ports/storage.js';
import { type StorageError, storageUnavailable } from '../../../../application/ports/storage-error.js';
import { type Country, DEFAULT_COUNTRY } from '../../../../domain/country.js';
import { countingChanges } from '../counting-changes.js';
import type { EngineAccess } from '../engine-access.js';
import type { SqliteConfig } from '../storage-config.js';
import type { Db, SqlEngine } from './database.js';
import { fillCrmUserKeys } from './fill-crm-user-keys.js';
import { migrate, missingSteps } from './migrate.js';
import { rekeyNumbers } from './rekey-numbers.js';
import { nameStream, restartStreams } from './sql-event-log.js';
import { sqlStorage } from './sql-storage.js';
import { backupSqlite, restoreSqlite } from './sqlite-backup.js';
import { committingAside, type SqliteConnection, sqliteConnection } from './sqlite-connection.js';
import { sqliteDialect } from './sqlite-dialect.js';
import { explainSqlite } from './sqlite-errors.js';
import { checkDatabase, IN_MEMORY, MIGRATE, onDatabase, openAgain } from './sqlite-file.js';
import { lockDatabase, type SqliteLock } from './sqlite-lock.js';
import { sqliteMigrations } from './sqlite-migrations.js';
import type { Tables } from './tables.js';

/** An embedded database in one file, for one process at a time. Whoever is no guest locks it. */
export const sqlite = ({ file, defaultCountry }: SqliteConfig): EngineAccess => ({
  open: ({ migrates, isGuest = false }) => {
    const open = openSqlite(file, { migrates, isGuest, defaultCountry });
    return isGuest
      ? TE.map(sqlStorage)(open)
      : TE.map(lockedStorage)(keepingLock(lockDatabase(file, { creates: migrates }), open));
  },
  check: checkDatabase(
    file,
    (database) => missingSteps(dbOn(database), sqliteMigrations),
    Object.keys(sqliteMigrations),
  ),
  migrate: underLock(file, () =>
    onDatabase(file, async (database) => {
      const db = dbOn(database);
      const applied = await migrate(db, sqliteMigrations);
      await db.destroy();
      return applied;
    }),
  ),
  ...(file === ':memory:'
    ? {}
    : {
        backup: (target) => backupSqlite(file, target),
        restore: (source) => underLock(file, ({ place }) => restoreSqlite(place, source, beginAnew)),
      }),
});

/** Nobody else changes what this process has locked. */
const lockedStorage = (engine: SqlEngine): Storage => countingChanges(sqlStorage(engine));

const underLock = <A>(
  file: string,
  work: (lock: SqliteLock) => TE.TaskEither<StorageError, A>,
): TE.TaskEither<StorageError, A> => TE.bracket(lockDatabase(file), work, ({ release }) => TE.fromIO(release));

/** An engine that has the lock until it is closed. */
const keepingLock = (
  lock: TE.TaskEither<StorageError, SqliteLock>,
  open: TE.TaskEither<StorageError, SqlEngine>,
): TE.TaskEither<StorageError, SqlEngine> =>
  pipe(
    lock,
    TE.chain(({ release }) =>
      pipe(
        open,
        TE.orElseFirstIOK(() => release),
        TE.map((engine) => ({ ...engine, close: () => engine.close().finally(release) })),
      ),
    ),
  );

/** Refuses a database that is not this server's, or of a newer version, and makes its event log another one. */
const beginAnew = async (database: Libsql.Database): Promise<void> => {
  const db = dbOn(database);
  const missing = await missingSteps(db, sqliteMigrations);
  if (missing.length === Object.keys(sqliteMigrations).length) throw new Error('it is no database of this server');
  await db.transaction().execute((transaction) => restartStreams(transaction, Date.now()));
};

/**
 * Opens the database in `file`. With `migrates` it creates the file and its folder if they are missing, and brings the schema up to
 * date. The file is for one process at a time; as a guest, this process leaves the rows and leases of the other one alone. The left's
 * `detail` is one line that names the file.
 */
export const openSqlite = (
  file: string,
  {
    migrates = true,
    isGuest = false,
    defaultCountry = DEFAULT_COUNTRY,
  }: {
    readonly migrates?: boolean;
    readonly isGuest?: boolean;
    readonly defaultCountry?: Country | undefined;
  } = {},
): TE.TaskEither<StorageError, SqlEngine> =>
  onDatabase(
    file,
    async (database) => {
      const db = dbOn(database);
      if (migrates) await migrate(db, sqliteMigrations);
      else await demandMigrated(db);
      await nameStream(db);
      if (!isGuest) {
        await fillCrmUserKeys(db);
        await rekeyNumbers(db, defaultCountry);
        await releaseLeases(db);
      }
      // Last, so that no second connection stays open if the above fails. What is in memory belongs to its one connection.
      const serving = file === IN_MEMORY ? db : dbOn(database, committingAside(openAgain(file)));
      return engineOn(database, serving, defaultCountry);
    },
    { creates: migrates },
  );

const demandMigrated = async (db: Db): Promise<void> => {
  const [first] = await missingSteps(db, sqliteMigrations);
  if (first !== undefined) throw new Error(`the schema lacks ${first}: ${MIGRATE}`);
};

/** Reads from this connection, and writes through it if there is no other. */
const dbOn = (database: Libsql.Database, writer: SqliteConnection | null = null): Db => {
  const own = sqliteConnection(database);
  const connections = writer === null ? { writer: own, reader: null } : { writer, reader: own };
  return new Kysely<Tables>({ dialect: sqliteDialect(connections) });
};

/** SQLite's default limit, https://www.sqlite.org/limits.html. */
const MAX_VARIABLES = 32_766;

const engineOn = (database: Libsql.Database, db: Db, defaultCountry: Country): SqlEngine => ({
  name: 'sqlite',
  db,
  maxVariables: MAX_VARIABLES,
  isShared: false,
  supportsSkipLocked: false,
  skipsUnchangedIndexes: false,
  // Nobody else writes during a transaction.
  lockApp: async () => undefined,
  explain: (thrown) => (database.open ? explainSqlite(thrown) : storageUnavailable('the storage is closed')),
  // One transaction is under way at a time, so there are no races.
  isLostRace: () => false,
  defaultCountry,
  now: Date.now,
  readClock: null,
  close: () => db.destroy(),
});

/**
 * Only one process uses the file, so the process that held a lease is dead, and its events can be claimed at once. Should that process
 * be alive after all, it can no longer settle them.
 */
const releaseLeases = async (db: Db): Promise<void> => {
  await db
    .updateTable('inbox')
    .set({ owner: null, available_at: 0 })
    .where('status', '=', sql.lit<InboxStatus>('pending'))
    .where('owner', 'is not', null)
    .execute();
};
