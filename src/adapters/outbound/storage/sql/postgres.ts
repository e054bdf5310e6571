import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import { type StorageError, storageFault, storageUnavailable } from '../../../../application/ports/storage-error.js';
import { DEFAULT_COUNTRY } from '../../../../domain/country.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { EngineAccess } from '../engine-access.js';
import type { PostgresConfig } from '../storage-config.js';
import type { Db, SqlEngine } from './database.js';
import { fillCrmUserKeys } from './fill-crm-user-keys.js';
import { adviceFor } from './postgres-advice.js';
import { explainPostgres, isLostRace } from './postgres-errors.js';
import { applyMigrations, missingMigrations } from './postgres-migrations.js';
import { kyselyPool, postgresClient, postgresPool } from './postgres-pool.js';
import { demandUsable } from './postgres-server.js';
import { rekeyNumbers } from './rekey-numbers.js';
import { nameStream } from './sql-event-log.js';
import { sqlStorage } from './sql-storage.js';
import type { Tables } from './tables.js';
import { Unusable } from './unusable.js';

/** PostgreSQL; any number of processes can share a database. */
export const postgres = (config: PostgresConfig): EngineAccess => ({
  open: (options) => TE.map(sqlStorage)(openPostgres(config, options)),
  check: onServer(config, missingMigrations),
  migrate: onServer(config, applyMigrations),
});

/** Connects; with `migrates` it brings the schema up to date first. The left's `detail` is one line that says what to do. */
export const openPostgres = (
  config: PostgresConfig,
  { migrates, isGuest = false }: { readonly migrates: boolean; readonly isGuest?: boolean },
): TE.TaskEither<StorageError, SqlEngine> =>
  onServer(config, async (client) => {
    if (migrates) await applyMigrations(client);
    else await demandMigrated(client);
    return prepareEngine(config, isGuest);
  });

const demandMigrated = async (client: pg.ClientBase): Promise<void> => {
  const [first] = await missingMigrations(client);
  if (first === undefined) return;
  throw new Unusable(`the schema lacks ${first}: run npm run migrate, or set DB_AUTO_MIGRATE=true`);
};

/** The protocol's limit for one statement. */
const MAX_VARIABLES = 65_535;

const prepareEngine = async (config: PostgresConfig, isGuest: boolean): Promise<SqlEngine> => {
  const pool = postgresPool(config);
  const { defaultCountry = DEFAULT_COUNTRY } = config;
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: kyselyPool(pool) }) });
  try {
    await nameStream(db);
    if (!isGuest) {
      await fillCrmUserKeys(db);
      await rekeyNumbers(db, defaultCountry);
    }
  } catch (thrown) {
    await db.destroy();
    throw thrown;
  }
  return {
    name: 'postgres',
    db,
    maxVariables: MAX_VARIABLES,
    isShared: true,
    supportsSkipLocked: true,
    skipsUnchangedIndexes: true,
    lockApp,
    explain: (thrown) => (pool.ending ? storageUnavailable('the storage is closed') : explainPostgres(thrown)),
    isLostRace,
    defaultCountry,
    now: Date.now,
    readClock,
    close: () => db.destroy(),
  };
};

const readClock = async (db: Db): Promise<Timestamp> => {
  const { rows } = await sql<{ readonly ms: number }>`
    select floor(extract(epoch from clock_timestamp()) * 1000) as ms
  `.execute(db);
  return rows[0]?.ms ?? Date.now();
};

/** Two apps whose ids have the same digest wait for each other, which does no harm. */
const lockApp: SqlEngine['lockApp'] = async (transaction, appId) => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${appId}, 0))`.execute(transaction);
};

/** Runs some work on a connection of its own, after a check that the server can be used, and ends the connection. */
const onServer =
  <A>(config: PostgresConfig, work: (client: pg.Client) => Promise<A>): TE.TaskEither<StorageError, A> =>
  async () => {
    let client: pg.Client | null = null;
    try {
      client = postgresClient(config);
      await client.connect();
      await demandUsable(client);
      return E.right(await work(client));
    } catch (thrown) {
      return E.left(refusalOf(client, thrown));
    } finally {
      await client?.end();
    }
  };

const refusalOf = (client: pg.Client | null, thrown: unknown): StorageError => {
  // An address that cannot be parsed is not repeated: it may contain a password.
  const place = `cannot use PostgreSQL ${client === null ? 'by its address' : `at ${client.host}:${client.port}/${client.database}`}`;
  if (thrown instanceof Unusable) return storageFault(`${place}: ${thrown.message}`);
  const { _tag, detail } = explainPostgres(thrown);
  const advice = adviceFor(thrown);
  return { _tag, detail: `${place}: ${detail}${advice === null ? '' : `; ${advice}`}` };
};
