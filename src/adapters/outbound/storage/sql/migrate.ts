import { type Migration, Migrator, sql } from 'kysely';
import type { Db } from './database.js';

/** The statements of one migration; they run in order and, where the engine can, all or nothing. */
export type SchemaStep = readonly string[];

/** Migrations by name; they are applied in the order of their names. */
export type SchemaSteps = Readonly<Record<string, SchemaStep>>;

/**
 * Applies the migrations that a database lacks, records them in `schema_migrations`, and returns their names. If one fails, or if the
 * database has one that is not in `steps` (it belongs to a newer version), it rejects and leaves the database as it was.
 */
export const migrate = async (db: Db, steps: SchemaSteps): Promise<readonly string[]> => {
  const { error, results = [] } = await migratorOf(db, steps).migrateToLatest();
  if (error !== undefined) throw error;
  return results.map(({ migrationName }) => migrationName);
};

/** The names of the migrations that a database lacks. Changes nothing; rejects if the database has one that is not in `steps`. */
export const missingSteps = async (db: Db, steps: SchemaSteps): Promise<readonly string[]> => {
  const known = await migratorOf(db, steps).getMigrations();
  const missing = known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
  if (missing.length === known.length) return missing;
  const { rows } = await sql<{ readonly name: string }>`select name from schema_migrations`.execute(db);
  const unknown = rows.find(({ name }) => !(name in steps));
  if (unknown !== undefined) throw new Error(`it is of a newer version, which applied ${unknown.name}`);
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
