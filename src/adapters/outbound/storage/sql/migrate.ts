import { type Migration, Migrator, sql } from 'kysely';
import type { Db } from './database.js';

/** Statements that bring a schema one step further; they are run in order and, where the engine can, all or nothing. */
export type SchemaStep = readonly string[];

/** By name; they are applied in the order of their names. */
export type SchemaSteps = Readonly<Record<string, SchemaStep>>;

/**
 * Applies the steps that a database has not seen, records them in `schema_migrations`, and answers with their names. Rejects, and leaves the database as it was, if a step fails, or if the database has seen one that is not known here:
 * it belongs to a newer version.
 */
export const migrate = async (db: Db, steps: SchemaSteps): Promise<readonly string[]> => {
  const { error, results = [] } = await migratorOf(db, steps).migrateToLatest();
  if (error !== undefined) throw error;
  return results.map(({ migrationName }) => migrationName);
};

/** The steps that a database has not seen. Changes nothing; rejects if it has seen one that is not known here. */
export const missingSteps = async (db: Db, steps: SchemaSteps): Promise<readonly string[]> => {
  const known = await migratorOf(db, steps).getMigrations();
  const missing = known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
  if (missing.length === known.length) return missing;
  const { rows } = await sql<{ readonly name: string }>`select name from schema_migrations`.execute(db);
  const stranger = rows.find(({ name }) => !(name in steps));
  if (stranger !== undefined) throw new Error(`it is of a newer version, which applied ${stranger.name}`);
  return missing;
};

const migratorOf = (db: Db, steps: SchemaSteps): Migrator => {
  const migrations = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, migrationOf(step)]));
  return new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  });
};

const migrationOf = (step: SchemaStep): Migration => ({
  up: async (db) => {
    for (const statement of step) await sql.raw(statement).execute(db);
  },
});
