import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { storableText } from '../storable-text.js';
import type { PostgresConfig } from '../storage-config.js';
import { endsConnection } from './postgres-errors.js';
import { makeStatementNames } from './statement-names.js';

/** How long to wait for a connection, a new one or one from the pool, in milliseconds. */
const CONNECT_MS = 3_000;
/** After how long the server cancels a statement, in milliseconds: well before a request's deadline. */
const STATEMENT_MS = 20_000;
/** How long an idle connection stays open, in milliseconds. */
const IDLE_MS = 60_000;
/** How many connections stay open even if idle, so that a call need not wait for one. */
const MIN_CLIENTS = 2;

/** Types that are read as numbers: times, counts and sums of them stay far below 2^53. */
const NUMBERS: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    NUMBERS.has(oid) ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** One connection, without a limit on the time of a statement unless given. Throws for an address that cannot be parsed. */
export const postgresClient = (
  config: PostgresConfig,
  limits: Pick<pg.ClientConfig, 'query_timeout'> = {},
): pg.Client => {
  const client = new pg.Client({ ...connectionOf(config), ...limits });
  // A pending query rejects with the error too; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
};

/** A pool of connections to a server. A broken connection is replaced when one is needed. */
export const postgresPool = (config: PostgresConfig): pg.Pool => {
  const pool = new pg.Pool({
    ...connectionOf(config),
    max: config.maxClients,
    min: Math.min(MIN_CLIENTS, config.maxClients),
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_MS,
    // If the server is gone without closing the connection, no request waits much longer than a statement may take.
    query_timeout: STATEMENT_MS + CONNECT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    types,
  });
  // Without a listener the error of a connection, in use or idle, would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
};

const connectionOf = ({ server, ssl }: PostgresConfig): pg.ClientConfig => ({
  ...('url' in server ? { connectionString: server.url } : { ...server, password: server.password ?? undefined }),
  // What the address says about TLS takes precedence.
  ...(ssl ? { ssl: true } : {}),
  connectionTimeoutMillis: CONNECT_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: CONNECT_MS,
  application_name: 'cti-server',
});

/**
 * The pool for Kysely: it makes texts storable, and reuses neither a connection that is broken nor any that was opened before it
 * broke, because what ended the one, such as a failover, most likely concerns them all.
 */
export const kyselyPool = (pool: pg.Pool): PostgresPool => {
  const nameOf = makeStatementNames();
  const generationOf = new WeakMap<pg.ClientBase, number>();
  let generation = 0;
  pool.on('connect', (client) => generationOf.set(client, generation));

  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect();
    if (generationOf.get(client) === generation) return kyselyClient(client, nameOf, () => distrust(client));
    client.release(true);
    return connect();
  };
  const distrust = (client: pg.PoolClient): void => {
    if (generationOf.get(client) === generation) generation += 1;
  };
  return { connect, end: () => pool.end() };
};

const kyselyClient = (
  client: pg.PoolClient,
  nameOf: (statement: string) => string | undefined,
  noteBroken: () => void,
): PostgresPoolClient => {
  let broken: unknown = null;

  const send = async (statement: string, parameters: readonly unknown[]): Promise<unknown> => {
    // A rollback after the failure fails with the same error.
    if (broken !== null) throw broken;
    try {
      const text = statement === 'begin' ? BEGIN : statement;
      const name = nameOf(text);
      return await client.query({ text, values: parameters.map(storable), ...(name === undefined ? {} : { name }) });
    } catch (thrown) {
      if (endsConnection(thrown)) {
        broken = thrown;
        noteBroken();
      }
      throw thrown;
    }
  };

  function query<R>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(statement: unknown, parameters: readonly unknown[] = []): unknown {
    // The repositories do not use cursors.
    return typeof statement === 'string' ? send(statement, parameters) : statement;
  }
  return { query, release: () => client.release(broken !== null) };
};

/** The statements rely on this level; the server's default may differ. */
const BEGIN = 'begin isolation level read committed';

const storable = (value: unknown): unknown => (typeof value === 'string' ? storableText(value) : value);
