import {
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** Kysely's own SQLite dialect with two changes, the classes below. */
export const sqliteDialect = (database: SqliteDatabase): Dialect => ({
  createAdapter: () => new TransactionalAdapter(),
  createDriver: () => new QueueingDriver({ database }),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class TransactionalAdapter extends SqliteAdapter {
  // SQLite rolls back changes of the schema too. Kysely says no because some pragmas do not work in a transaction.
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** When the one connection becomes free, Kysely's driver wakes every waiting request; this driver wakes only the next. */
class QueueingDriver extends SqliteDriver {
  #free: Promise<void> = Promise.resolve();
  #release = (): void => undefined;

  override async acquireConnection(): Promise<DatabaseConnection> {
    const free = this.#free;
    let release = (): void => undefined;
    this.#free = new Promise((resolve) => {
      release = resolve;
    });
    await free;
    this.#release = release;
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection();
    this.#release();
  }
}
