import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { storableText } from '../storable-text.js';
import { endsConnection } from './postgres-errors.js';

export interface PostgresConfig {
  readonly engine: 'postgres';
  readonly server: { readonly url: string } | PostgresServer;
  readonly ssl: boolean;
  /** How many connections this process opens at most. */
  readonly maxClients: number;
}

export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Null where the server asks for none. */
  readonly password: string | null;
  readonly database: string;
}

/** How long to wait for a connection, a new one or one of the pool's, in milliseconds. */
const CONNECT_MS = 5_000;
/** After so long, in milliseconds, the server gives up a statement: something is wrong with it or with the server. */
const STATEMENT_MS = 60_000;
/** How long a connection stays open that nobody needs, in milliseconds, and how many stay open for good: a call does not wait for one. */
const IDLE_MS = 60_000;
const KEPT_OPEN = 2;

/** Whole numbers of 64 bits, and sums of them, as JavaScript's numbers: times and counts stay far below 2^53. */
const NUMBERS: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    NUMBERS.has(oid) ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** One connection, on which a statement may take as long as it needs. Throws for an address that cannot be understood. */
export const postgresClient = (config: PostgresConfig): pg.Client => {
  const client = new pg.Client(connectionOf(config));
  // Whoever waits for an answer hears of it; nobody else has to.
  client.on('error', () => undefined);
  return client;
};

/** Connections to a server, as many as are needed at a time. One that breaks is replaced by the next that is needed. */
export const postgresPool = (config: PostgresConfig): pg.Pool => {
  const pool = new pg.Pool({
    ...connectionOf(config),
    max: config.maxClients,
    min: Math.min(KEPT_OPEN, config.maxClients),
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_MS,
    // The server may be gone without a word: nobody waits for its answer longer than for the statement's own end.
    query_timeout: STATEMENT_MS + CONNECT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    types,
  });
  // Without a listener the end of a connection would be the end of the process, whether it is in use or not.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
};

const connectionOf = ({ server, ssl }: PostgresConfig): pg.ClientConfig => ({
  ...('url' in server ? { connectionString: server.url } : { ...server, password: server.password ?? undefined }),
  // An address may say more exactly what kind of TLS is wanted, and has the last word.
  ...(ssl ? { ssl: true } : {}),
  connectionTimeoutMillis: CONNECT_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: CONNECT_MS,
  application_name: 'cti-server',
});

/** The same pool for Kysely: texts are sent as the server can keep them, and what is broken does not come back into the pool. */
export const kyselyPool = (pool: pg.Pool): PostgresPool => ({
  connect: async () => kyselyClient(await pool.connect()),
  end: () => pool.end(),
});

const kyselyClient = (client: pg.PoolClient): PostgresPoolClient => {
  let broken: unknown = null;

  const send = async (statement: string, parameters: readonly unknown[]): Promise<unknown> => {
    // What is tried afterwards, to roll back, ends for the same reason.
    if (broken !== null) throw broken;
    try {
      return await client.query(statement === 'begin' ? BEGIN : statement, parameters.map(storable));
    } catch (thrown) {
      if (endsConnection(thrown)) broken = thrown;
      throw thrown;
    }
  };

  function query<R>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(statement: unknown, parameters: readonly unknown[] = []): unknown {
    // Nothing here streams through a cursor.
    return typeof statement === 'string' ? send(statement, parameters) : statement;
  }
  return { query, release: () => client.release(broken !== null) };
};

/** The statements are written for this level; the server may have another default. */
const BEGIN = 'begin isolation level read committed';

const storable = (value: unknown): unknown => (typeof value === 'string' ? storableText(value) : value);
