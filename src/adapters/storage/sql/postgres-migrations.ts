import { readFile } from 'node:fs/promises';
import type pg from 'pg';

/** In order; `creates` is a table or an index by which a file that was applied in part is known. */
const MIGRATIONS = [
  { name: '001_webhook_processing', creates: 'inbox' },
  { name: '002_production_hardening', creates: 'apps' },
  { name: '003_calls_api_indexes', creates: 'calls_started' },
  { name: '004_voicemail_and_user_mappings', creates: 'voicemails' },
] as const;

type Migration = (typeof MIGRATIONS)[number];

/** The files lie beside `src` and `dist`, where psql finds them too. */
const FOLDER = new URL('../../../../migrations/', import.meta.url);

/** Keeps two processes from migrating at once; a file takes the same lock for itself when it is applied by hand. */
const LOCK = 4843902;

/** Why a schema cannot be brought up to date, in one line that says what to do. */
export class UnusableSchema extends Error {}

/** The migrations that a database has not seen. Throws `UnusableSchema` for one that is of a newer version, or half applied. */
export const missingMigrations = async (client: pg.ClientBase): Promise<readonly Migration[]> => {
  const seen = await applied(client);
  const unknown = [...seen].find((name) => !MIGRATIONS.some((migration) => migration.name === name));
  if (unknown !== undefined) {
    throw new UnusableSchema(`the database belongs to a newer version, which applied ${unknown}: run that version`);
  }
  const missing = MIGRATIONS.filter(({ name }) => !seen.has(name));
  for (const { name, creates } of missing) {
    if (await exists(client, creates)) {
      throw new UnusableSchema(
        `the migration ${name} is half applied: ${creates} is there, but schema_migrations does not say so; drop what it made, or restore a backup, and run npm run migrate`,
      );
    }
  }
  return missing;
};

/** Applies what is missing, each file in a transaction of its own, under a lock; answers with the names. */
export const applyMigrations = async (client: pg.ClientBase): Promise<readonly string[]> => {
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    const missing = await missingMigrations(client);
    for (const { name } of missing) await client.query(await readFile(new URL(`${name}.sql`, FOLDER), 'utf8'));
    return missing.map(({ name }) => name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
  }
};

const applied = async (client: pg.ClientBase): Promise<ReadonlySet<string>> => {
  if (!(await exists(client, 'schema_migrations'))) return new Set();
  const { rows } = await client.query<{ readonly name: string }>('select name from schema_migrations');
  return new Set(rows.map(({ name }) => name));
};

const exists = async (client: pg.ClientBase, relation: string): Promise<boolean> => {
  const { rows } = await client.query<{ readonly found: string | null }>('select to_regclass($1) as found', [relation]);
  return rows[0]?.found !== null;
};
