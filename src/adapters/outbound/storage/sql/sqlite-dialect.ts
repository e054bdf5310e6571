import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteConnection } from './sqlite-connection.js';

/** The connections to one file. */
export interface SqliteConnections {
  /** Every transaction, and every statement that writes, one after the other. */
  readonly writer: SqliteConnection;
  /** What only reads, at any time, and sees what is committed; null for a database that has one connection only. */
  readonly reader: SqliteConnection | null;
}

/** Kysely's own dialect for SQLite with a driver that reads while it commits, and with transactions for changes of the schema. */
export const sqliteDialect = (connections: SqliteConnections): Dialect => ({
  createAdapter: () => new TransactionalAdapter(),
  createDriver: () => sqliteDriver(connections),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class TransactionalAdapter extends SqliteAdapter {
  // SQLite rolls back changes of the schema too. Kysely says no because some pragmas do not work in a transaction.
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A request of Kysely's: a transaction, or a statement alone. */
interface Request extends DatabaseConnection {
  readonly begin: () => Promise<void>;
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
  /** Lets the next one write. */
  readonly end: () => void;
}

const sqliteDriver = ({ writer, reader }: SqliteConnections): Driver => {
  const turns = makeTurns();
  const savepoint = (command: string) => async (request: DatabaseConnection, name: string) =>
    void (await request.executeQuery(CompiledQuery.raw(`${command} "${name}"`)));
  return {
    init: async () => undefined,
    acquireConnection: async () => makeRequest(turns, writer, reader),
    beginTransaction: (request) => (request as Request).begin(),
    commitTransaction: (request) => (request as Request).commit(),
    rollbackTransaction: (request) => (request as Request).rollback(),
    savepoint: savepoint('savepoint'),
    rollbackToSavepoint: savepoint('rollback to'),
    releaseSavepoint: savepoint('release'),
    releaseConnection: async (request) => (request as Request).end(),
    destroy: async () => {
      await turns.take();
      writer.close();
      reader?.close();
    },
  };
};

const makeRequest = (turns: Turns, writer: SqliteConnection, reader: SqliteConnection | null): Request => {
  let end: (() => void) | null = null;
  let inTransaction = false;

  const takeTurn = async (): Promise<void> => {
    end ??= await turns.take();
  };
  const begin = async (): Promise<void> => {
    await takeTurn();
    // Every transaction writes: with the lock from the start, it cannot fail because another process wrote in between.
    await writer.execute('begin immediate', []);
    inTransaction = true;
  };
  const rollback = async (): Promise<void> => {
    inTransaction = false;
    // After some failures, a full disk for example, SQLite has rolled back by itself.
    if (writer.inTransaction()) await writer.execute('rollback', []);
  };
  const commit = async (): Promise<void> => {
    await writer.commit();
    inTransaction = false;
  };
  const alone = async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
    await takeTurn();
    if (!writes(sql)) return writer.execute(sql, parameters);
    await begin();
    try {
      const result = await writer.execute<R>(sql, parameters);
      await commit();
      return result;
    } catch (thrown) {
      await rollback();
      throw thrown;
    }
  };

  return {
    executeQuery: async <R>(query: CompiledQuery) => {
      if (inTransaction) return writer.execute<R>(query.sql, query.parameters);
      if (reader !== null && !writes(query.sql)) return reader.execute<R>(query.sql, query.parameters);
      return alone<R>(query);
    },
    streamQuery: () => {
      throw new Error('rows are read page by page');
    },
    begin,
    commit,
    rollback,
    end: () => {
      end?.();
      end = null;
    },
  };
};

/** Anything but a query may write, and a query may have a part that does. */
const writes = (sql: string): boolean =>
  !/^\s*(?:select|with|explain)\b/i.test(sql) || /^\s*with\b.*\b(?:insert|update|delete|replace)\b/is.test(sql);

interface Turns {
  /** Waits until all that were taken before have ended; answers with what ends this one. */
  readonly take: () => Promise<() => void>;
}

const makeTurns = (): Turns => {
  let last: Promise<void> = Promise.resolve();
  return {
    take: async () => {
      const before = last;
      let end = (): void => undefined;
      last = new Promise((resolve) => {
        end = resolve;
      });
      await before;
      return end;
    },
  };
};
