import { type Migration, Migrator, sql } from 'kysely';
import type { Connection } from './database.js';

/** Statements that bring a schema one step further; they are run in order and, where the engine can, all or nothing. */
export type SchemaStep = readonly string[];

/**
 * Applies the steps that a database has not seen, in the order of their names, and records them in `schema_migrations`.
 * Rejects, and leaves the database as it was, if a step fails, or if the database has seen one that is not known here:
 * it belongs to a newer version.
 */
export const migrate = async (db: Connection, steps: Readonly<Record<string, SchemaStep>>): Promise<void> => {
  const migrations = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, migrationOf(step)]));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  }).migrateToLatest();
  if (error !== undefined) throw error;
};

const migrationOf = (step: SchemaStep): Migration => ({
  up: async (db) => {
    for (const statement of step) await sql.raw(statement).execute(db);
  },
});
