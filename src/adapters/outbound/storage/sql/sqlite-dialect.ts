import {
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** Kysely's own SQLite dialect, but for the two things below. */
export const sqliteDialect = (database: SqliteDatabase): Dialect => ({
  createAdapter: () => new TransactionalAdapter(),
  createDriver: () => new QueueingDriver({ database }),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class TransactionalAdapter extends SqliteAdapter {
  // SQLite undoes a half-done migration like anything else; Kysely does not rely on it, for the sake of a few pragmas.
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** When the one connection is free, Kysely's driver wakes all who wait for it, this one the next. */
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
