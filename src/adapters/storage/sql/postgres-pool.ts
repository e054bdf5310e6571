import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { storableText } from './storable-text.js';

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
const STATEMENT_MS = 30_000;

/** Whole numbers of 64 bits, and sums of them, as JavaScript's numbers: times and counts stay far below 2^53. */
const NUMBERS: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    NUMBERS.has(oid) ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** Connections to a server, as many as are needed at a time. One that breaks while nobody uses it is replaced by the next that is needed. */
export const postgresPool = ({ server, ssl, maxClients }: PostgresConfig): pg.Pool => {
  const pool = new pg.Pool({
    ...addressOf(server),
    // The address may say more exactly what kind of TLS is wanted.
    ...(ssl ? { ssl: true } : {}),
    max: maxClients,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    // The server may be gone without a word: nobody waits for its answer longer than for the statement's own end.
    query_timeout: STATEMENT_MS + CONNECT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    keepAlive: true,
    application_name: 'cti-server',
    types,
  });
  pool.on('error', () => undefined);
  return pool;
};

const addressOf = (server: PostgresConfig['server']): pg.PoolConfig =>
  'url' in server ? { connectionString: server.url } : { ...server, password: server.password ?? undefined };

/** The same pool for Kysely: texts are sent as the server can keep them. */
export const textSafe = (pool: pg.Pool): PostgresPool => ({
  connect: async () => safeClient(await pool.connect()),
  end: () => pool.end(),
});

const safeClient = (client: pg.PoolClient): PostgresPoolClient => {
  function query<R>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(statement: unknown, parameters: readonly unknown[] = []): unknown {
    // Nothing here streams through a cursor.
    return typeof statement === 'string' ? client.query(statement, parameters.map(storable)) : statement;
  }
  return { query, release: () => client.release() };
};

const storable = (value: unknown): unknown => (typeof value === 'string' ? storableText(value) : value);
