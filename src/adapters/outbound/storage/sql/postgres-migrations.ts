import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { Unusable } from './unusable.js';

/** A file of statements, and the tables and indexes that it creates. */
interface Migration {
  readonly name: string;
  readonly text: string;
  readonly tables: readonly string[];
  readonly indexes: readonly string[];
}

/** The state of a database. */
interface Schema {
  /** The migrations that `schema_migrations` lists. */
  readonly recorded: ReadonlySet<string>;
  /** Which of the migrations' tables and indexes exist. */
  readonly relations: ReadonlySet<string>;
}

/** Beside `src` and `dist`; operators can apply the files with psql too. */
const FOLDER = new URL('../../../../../migrations/', import.meta.url);

const LEDGER = 'schema_migrations';

/** The advisory lock that a server takes to migrate; the files take it too when they are applied by hand. */
const LOCK = 4843901;

/** The names of the migrations that a database lacks. Throws `Unusable` for a schema that is half applied or of a newer version. */
export const missingMigrations = async (client: pg.ClientBase): Promise<readonly string[]> =>
  (await missing(client)).map(({ name }) => name);

/**
 * Applies the migrations that a database lacks, all or nothing, under a lock; returns their names. If it rejects, the caller must end
 * the connection.
 */
export const applyMigrations = async (client: pg.ClientBase): Promise<readonly string[]> => {
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
  const toApply = await missing(client);
  for (const { text } of toApply) await client.query(text);
  await client.query('commit');
  return toApply.map(({ name }) => name);
};

const missing = async (client: pg.ClientBase): Promise<readonly Migration[]> => {
  const migrations = await readMigrations();
  const schema = await readSchema(client, migrations);
  const complaint = complaintAbout(migrations, schema);
  if (complaint !== null) throw new Unusable(complaint);
  return migrations.filter(({ name }) => !schema.recorded.has(name));
};

const readMigrations = async (): Promise<readonly Migration[]> => {
  const files = (await readdir(FOLDER)).filter((file) => /^\d+_\w+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, FOLDER), 'utf8');
      return { name: file.replace(/\.sql$/, ''), text, tables: namesIn(text, TABLE), indexes: namesIn(text, INDEX) };
    }),
  );
};

const TABLE = /^\s*create (?:unlogged )?table (?!if not exists)(\w+)/gm;
const INDEX = /^\s*create (?:unique )?index (\w+)/gm;

const namesIn = (text: string, statement: RegExp): readonly string[] =>
  [...text.matchAll(statement)].map(([, name = '']) => name);

const readSchema = async (client: pg.ClientBase, migrations: readonly Migration[]): Promise<Schema> => {
  const names = [LEDGER, ...migrations.flatMap(({ tables, indexes }) => [...tables, ...indexes])];
  const relations = await readRelations(client, names);
  if (!relations.has(LEDGER)) return { recorded: new Set(), relations };
  const ledger = await client.query<{ readonly name: string }>(`select name from ${LEDGER}`);
  return { recorded: new Set(ledger.rows.map(({ name }) => name)), relations };
};

/** Which of these tables and indexes exist. Throws `Unusable` for a table that the user may not read and write. */
const readRelations = async (client: pg.ClientBase, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const { rows } = await client.query<{ readonly name: string; readonly isClosed: boolean }>(
    `select relname::text as name,
            relkind = 'r' and not (
              has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
              and has_table_privilege(oid, 'update') and has_table_privilege(oid, 'delete')
            ) as "isClosed"
     from pg_class
     where relnamespace = current_schema()::regnamespace and relname = any($1)`,
    [names],
  );
  const closed = rows.find(({ isClosed }) => isClosed);
  if (closed !== undefined) {
    throw new Unusable(
      `the user may not read and write the table ${closed.name}: grant select, insert, update, delete on all tables of the schema to it`,
    );
  }
  return new Set(rows.map(({ name }) => name));
};

/** Why the schema cannot be used, and what to do about it; null if it can be used. */
const complaintAbout = (migrations: readonly Migration[], schema: Schema): string | null => {
  const unknown = [...schema.recorded].find((name) => !migrations.some((migration) => migration.name === name));
  if (unknown !== undefined) {
    return `the database belongs to a newer version of this server, which applied ${unknown}: run that version`;
  }
  return (
    migrations.map((migration) => complaintAboutOne(migration, schema)).find((complaint) => complaint !== null) ?? null
  );
};

const complaintAboutOne = ({ name, tables, indexes }: Migration, { recorded, relations }: Schema): string | null => {
  if (recorded.has(name)) {
    const lost = tables.find((table) => !relations.has(table));
    return lost === undefined
      ? null
      : `${LEDGER} says that ${name} is applied, but there is no table ${lost}: restore a backup, or use an empty database`;
  }
  const existing = [...tables, ...indexes].filter((relation) => relations.has(relation));
  return existing.length === 0
    ? null
    : `the migration ${name} is half applied: ${existing.join(', ')} ${existing.length === 1 ? 'is' : 'are'} there, but ${LEDGER} does not say so; drop that, or restore a backup, then run npm run migrate`;
};
