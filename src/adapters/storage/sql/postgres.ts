import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { type StorageError, storageFault, storageUnavailable } from '../../../application/ports/storage-error.js';
import type { EngineAccess } from '../engine-access.js';
import type { SqlEngine, Tables } from './database.js';
import { adviceFor, explainPostgres, isLostRace } from './postgres-errors.js';
import { applyMigrations, missingMigrations, UnusableSchema } from './postgres-migrations.js';
import { type PostgresConfig, postgresPool, textSafe } from './postgres-pool.js';
import { nameStream } from './sql-event-log.js';
import { sqlStorage } from './sql-storage.js';

/** What the protocol allows in one statement. */
const MOST_VARIABLES = 65_535;

/** The oldest version that is tested, as `server_version_num` writes it. */
const OLDEST_VERSION = 150_000;

/** PostgreSQL, which any number of processes can share. */
export const postgres = (config: PostgresConfig): EngineAccess => ({
  open: (options) => TE.map(sqlStorage)(openPostgres(config, options)),
  check: onConnection(config, async (client) => (await missingMigrations(client)).map(({ name }) => name)),
  migrate: onConnection(config, applyMigrations),
});

/** Connects, and brings the schema up to date if that is wanted. The left's `detail` is one line that says what to do. */
export const openPostgres = (
  config: PostgresConfig,
  { migrates }: { readonly migrates: boolean },
): TE.TaskEither<StorageError, SqlEngine> =>
  withPool(config, async (pool, client) => {
    if (migrates) await applyMigrations(client);
    else await demandMigrated(client);
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: textSafe(pool) }) });
    await nameStream(db);
    return {
      db,
      maxVariables: MOST_VARIABLES,
      supportsSkipLocked: true,
      explain: (thrown) => (pool.ending ? storageUnavailable('the storage is closed') : explainPostgres(thrown)),
      isLostRace,
      now: Date.now,
      close: () => db.destroy(),
    };
  });

const demandMigrated = async (client: pg.ClientBase): Promise<void> => {
  const [first] = await missingMigrations(client);
  if (first === undefined) return;
  throw new UnusableSchema(`the schema lacks ${first.name}: run npm run migrate, or set DB_AUTO_MIGRATE=true`);
};

/** Does some work on one connection, and leaves none behind. */
const onConnection = <A>(
  config: PostgresConfig,
  work: (client: pg.ClientBase) => Promise<A>,
): TE.TaskEither<StorageError, A> =>
  withPool(config, async (pool, client) => {
    const result = await work(client);
    // The connection goes back first: the pool waits for it.
    setImmediate(() => pool.end());
    return result;
  });

/** Connects to a server that is recent enough. The pool stays open only if all goes well. */
const withPool =
  <A>(
    config: PostgresConfig,
    work: (pool: pg.Pool, client: pg.ClientBase) => Promise<A>,
  ): TE.TaskEither<StorageError, A> =>
  async () => {
    const pool = postgresPool(config);
    let client: pg.PoolClient | null = null;
    try {
      client = await pool.connect();
      await demandVersion(client);
      const result = await work(pool, client);
      client.release();
      return E.right(result);
    } catch (thrown) {
      client?.release();
      await pool.end();
      return E.left(refusalOf(config, thrown));
    }
  };

const demandVersion = async (client: pg.ClientBase): Promise<void> => {
  const { rows } = await client.query<{ readonly number: string; readonly name: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as name`,
  );
  const [version] = rows;
  if (version !== undefined && Number(version.number) >= OLDEST_VERSION) return;
  throw new UnusableSchema(`the server is PostgreSQL ${version?.name}: version 15 or later is needed`);
};

const refusalOf = (config: PostgresConfig, thrown: unknown): StorageError => {
  const place = `cannot use PostgreSQL at ${placeOf(config)}`;
  if (thrown instanceof UnusableSchema) return storageFault(`${place}: ${thrown.message}`);
  const { _tag, detail } = explainPostgres(thrown);
  const advice = adviceFor(thrown);
  return { _tag, detail: `${place}: ${detail}${advice === null ? '' : `: ${advice}`}` };
};

/** Where the server is, without who we are there. */
const placeOf = ({ server }: PostgresConfig): string => {
  if (!('url' in server)) return `${server.host}:${server.port}/${server.database}`;
  const { host, pathname } = new URL(server.url);
  return `${host}${pathname}`;
};
