import type { QueryResult } from 'kysely';
import type Libsql from 'libsql';
import LibsqlAsync from 'libsql/promise';
import { storableText } from '../storable-text.js';

/** A connection that runs statements, each of which it prepares once. */
export interface SqliteConnection {
  readonly execute: <R>(text: string, parameters: readonly unknown[]) => Promise<QueryResult<R>>;
  /** Commits the transaction: it is on the disk. */
  readonly commit: () => Promise<void>;
  readonly inTransaction: () => boolean;
  /** Closes the connection, and brings what is in the write-ahead log into the file. */
  readonly close: () => void;
}

/** How many prepared statements are cached. */
const MAX_STATEMENTS = 500;
/** In characters. A longer statement is not cached: it is a batch of a size that seldom occurs again. */
const MAX_TEXT = 8_000;

/** A connection on which everything is done in the turn in which it is asked for. */
export const sqliteConnection = (database: Libsql.Database): SqliteConnection => {
  const execute = makeExecute(database);
  return {
    execute,
    commit: async () => void (await execute('commit', [])),
    inTransaction: () => database.inTransaction,
    close: () => {
      emptyLog(database);
      database.close();
    },
  };
};

/** A connection whose commits wait for the disk on another thread: meanwhile the event loop turns. */
export const committingAside = (database: Libsql.Database): SqliteConnection => ({
  execute: makeExecute(database),
  // The driver has two interfaces to one kind of connection. Statements of the other one wait for a thread each time.
  commit: () => LibsqlAsync.prototype.exec.call(database, 'commit'),
  inTransaction: () => database.inTransaction,
  close: () => database.close(),
});

const emptyLog = (database: Libsql.Database): void => {
  try {
    database.prepare('pragma wal_checkpoint(truncate)').all();
  } catch {
    // The data stays in the log, as safe as in the file, and is read from there the next time.
  }
};

interface Prepared {
  readonly statement: Libsql.Statement;
  /** Whether it returns rows. Asking for it calls the driver. */
  readonly reads: boolean;
}

const makeExecute = (database: Libsql.Database): SqliteConnection['execute'] => {
  const cached = new Map<string, Prepared>();

  const prepare = (text: string): Prepared => {
    const prepared = cached.get(text) ?? prepareNew(database, text);
    if (text.length <= MAX_TEXT) {
      // A map is in order of insertion: this moves the statement to the end.
      cached.delete(text);
      cached.set(text, prepared);
    }
    if (cached.size > MAX_STATEMENTS) cached.delete(leastRecentlyUsed(cached));
    return prepared;
  };

  return async <R>(text: string, parameters: readonly unknown[]): Promise<QueryResult<R>> => {
    const { statement, reads } = prepare(text);
    const bound = parameters.map(bindable);
    if (reads) return { rows: statement.all(bound) as R[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(bound).changes) };
  };
};

const prepareNew = (database: Libsql.Database, text: string): Prepared => {
  const statement = database.prepare(text);
  return { statement, reads: statement.reader };
};

const leastRecentlyUsed = (cached: ReadonlyMap<string, Prepared>): string => cached.keys().next().value ?? '';

/** The driver crashes the process on a boolean, and cuts a text off at a NUL. */
const bindable = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  return typeof value === 'boolean' ? Number(value) : value;
};
