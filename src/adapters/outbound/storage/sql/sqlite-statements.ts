import type { SqliteDatabase } from 'kysely';
import type Libsql from 'libsql';
import { storableText } from '../storable-text.js';

/** A statement as Kysely's SQLite dialect runs it. */
type Statement = ReturnType<SqliteDatabase['prepare']>;

/** How many prepared statements are kept, and up to which length; a longer one is a batch of a size that seldom comes again. */
const MAX_STATEMENTS = 500;
const MAX_TEXT = 4_000;

/** A database for Kysely that prepares a statement once and binds only what the driver can take. */
export const sqliteStatements = (database: Libsql.Database): SqliteDatabase => {
  const kept = new Map<string, Statement>();

  const prepare = (text: string): Statement => {
    const statement = kept.get(text) ?? statementOf(database, text);
    if (text.length <= MAX_TEXT) {
      // Last in, last out: the map keeps its order of insertion.
      kept.delete(text);
      kept.set(text, statement);
    }
    if (kept.size > MAX_STATEMENTS) kept.delete(oldestOf(kept));
    return statement;
  };

  return {
    prepare: (text) => {
      // Some failures, a full disk for one, have undone the transaction before Kysely can.
      if (text === 'rollback' && !database.inTransaction) return NOTHING;
      // A transaction here always writes; taking the lock late could find that somebody else wrote in between.
      return prepare(text === 'begin' ? 'begin immediate' : text);
    },
    close: () => {
      kept.clear();
      try {
        database.prepare('pragma wal_checkpoint(truncate)').all();
      } catch {
        // What stays in the log is as safe there, and read from there the next time.
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

/** The driver ends the process over a boolean, and cuts a text off at a NUL. */
const bindable = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  return typeof value === 'boolean' ? Number(value) : value;
};

const oldestOf = (kept: ReadonlyMap<string, Statement>): string => kept.keys().next().value ?? '';

const NOTHING: Statement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
};
