import type { QueryResult } from 'kysely';
import type Libsql from 'libsql';
import type LibsqlAsync from 'libsql/promise';
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
  const execute = makeExecute((text) => database.prepare(text));
  return {
    execute,
    commit: async () => void (await execute('commit', [])),
    inTransaction: () => database.inTransaction,
    close: () => {
      emptyLog(() => database.prepare('pragma wal_checkpoint(truncate)').all());
      database.close();
    },
  };
};

/** A connection whose commits wait for the disk on another thread: meanwhile the event loop turns. */
export const committingAside = (database: LibsqlAsync): SqliteConnection => ({
  execute: makeExecute((text) => database.prepare(text)),
  commit: () => database.exec('commit'),
  inTransaction: () => (database as unknown as { readonly inTransaction: boolean }).inTransaction,
  close: () => database.close(),
});

const emptyLog = (checkpoint: () => unknown): void => {
  try {
    checkpoint();
  } catch {
    // The data stays in the log, as safe as in the file, and is read from there the next time.
  }
};

/** A statement of either of the driver's two interfaces. */
interface Statement {
  readonly reader: boolean;
  readonly all: (parameters: readonly unknown[]) => unknown[] | Promise<unknown[]>;
  readonly run: (parameters: readonly unknown[]) => { readonly changes: number };
}

const makeExecute = (prepareNew: (text: string) => unknown): SqliteConnection['execute'] => {
  const cached = new Map<string, Statement>();

  const prepare = async (text: string): Promise<Statement> => {
    const statement = cached.get(text) ?? ((await prepareNew(text)) as Statement);
    if (text.length <= MAX_TEXT) {
      // A map is in order of insertion: this moves the statement to the end.
      cached.delete(text);
      cached.set(text, statement);
    }
    const [leastRecentlyUsed = ''] = cached.keys();
    if (cached.size > MAX_STATEMENTS) cached.delete(leastRecentlyUsed);
    return statement;
  };

  return async <R>(text: string, parameters: readonly unknown[]): Promise<QueryResult<R>> => {
    const statement = await prepare(text);
    const bound = parameters.map(bindable);
    if (statement.reader) return { rows: (await statement.all(bound)) as R[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(bound).changes) };
  };
};

/** The driver crashes the process on a boolean, and cuts a text off at a NUL. */
const bindable = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  return typeof value === 'boolean' ? Number(value) : value;
};
