import type { SqliteDatabase } from 'kysely';
import type Libsql from 'libsql';
import { storableText } from '../storable-text.js';

/** A statement as Kysely's SQLite dialect runs it. */
type Statement = ReturnType<SqliteDatabase['prepare']>;

/** How many prepared statements are cached. */
const MAX_STATEMENTS = 500;
/** In characters. A longer statement is not cached: it is a batch of a size that seldom occurs again. */
const MAX_TEXT = 8_000;

/** A database for Kysely that prepares a statement once, and binds only values that the driver accepts. */
export const sqliteStatements = (database: Libsql.Database): SqliteDatabase => {
  const cached = new Map<string, Statement>();

  const prepare = (text: string): Statement => {
    const statement = cached.get(text) ?? statementOf(database, text);
    if (text.length <= MAX_TEXT) {
      // A map is in order of insertion: this moves the statement to the end.
      cached.delete(text);
      cached.set(text, statement);
    }
    if (cached.size > MAX_STATEMENTS) cached.delete(leastRecentlyUsed(cached));
    return statement;
  };

  return {
    prepare: (text) => {
      // After some failures, a full disk for example, SQLite has rolled back before Kysely does.
      if (text === 'rollback' && !database.inTransaction) return NO_OPERATION;
      // Every transaction writes: with the lock from the start, it cannot fail because another process wrote in between.
      return prepare(text === 'begin' ? 'begin immediate' : text);
    },
    close: () => {
      cached.clear();
      try {
        database.prepare('pragma wal_checkpoint(truncate)').all();
      } catch {
        // The data stays in the log, as safe as in the file, and is read from there the next time.
      }
      database.close();
    },
  };
};

const statementOf = (database: Libsql.Database, text: string): Statement => {
  const statement = database.prepare(text);
  const { reader } = statement;
  return {
    reader,
    all: (parameters) => statement.all(parameters.map(bindable)),
    run: (parameters) => statement.run(parameters.map(bindable)),
    iterate: (parameters) => statement.iterate(parameters.map(bindable)),
  };
};

/** The driver crashes the process on a boolean, and cuts a text off at a NUL. */
const bindable = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  return typeof value === 'boolean' ? Number(value) : value;
};

const leastRecentlyUsed = (cached: ReadonlyMap<string, Statement>): string => cached.keys().next().value ?? '';

const NO_OPERATION: Statement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
};
