import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { Unusable } from './postgres-errors.js';

/** A file of statements that brings a schema one step further. */
interface Migration {
  readonly name: string;
  readonly text: string;
  readonly tables: readonly string[];
  readonly indexes: readonly string[];
}

/** What is there of what the migrations make. */
interface Schema {
  readonly recorded: ReadonlySet<string>;
  readonly relations: ReadonlySet<string>;
}

/** The files lie beside `src` and `dist`, where psql finds them too. */
const FOLDER = new URL('../../../../../migrations/', import.meta.url);

const LEDGER = 'schema_migrations';

/** Whoever migrates holds this: a server does so for all that is missing, a file that is applied by hand for itself. */
const LOCK = 4843901;

/** The migrations that a database has not seen, by name. Throws `Unusable` for a schema that is half applied or of a newer version. */
export const missingMigrations = async (client: pg.ClientBase): Promise<readonly string[]> =>
  (await missing(client)).map(({ name }) => name);

/**
 * Applies what is missing, all or nothing, while nobody else can; answers with the names. Should it reject, the connection is
 * to be ended.
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
  const schema = await lookAt(client, migrations);
  const complaint = complaintAbout(migrations, schema);
  if (complaint !== null) throw new Unusable(complaint);
  return migrations.filter(({ name }) => !schema.recorded.has(name));
};

const readMigrations = async (): Promise<readonly Migration[]> => {
  const files = (await readdir(FOLDER)).filter((file) => /^\d+_\w+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, FOLDER), 'utf8');
      return { name: file.replace(/\.sql$/, ''), text, tables: made(text, TABLE), indexes: made(text, INDEX) };
    }),
  );
};

const TABLE = /^\s*create table (?!if not exists)(\w+)/gm;
const INDEX = /^\s*create (?:unique )?index (\w+)/gm;

const made = (text: string, statement: RegExp): readonly string[] =>
  [...text.matchAll(statement)].map(([, name = '']) => name);

const lookAt = async (client: pg.ClientBase, migrations: readonly Migration[]): Promise<Schema> => {
  const names = [LEDGER, ...migrations.flatMap(({ tables, indexes }) => [...tables, ...indexes])];
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
  const relations = new Set(rows.map(({ name }) => name));
  if (!relations.has(LEDGER)) return { recorded: new Set(), relations };
  const ledger = await client.query<{ readonly name: string }>(`select name from ${LEDGER}`);
  return { recorded: new Set(ledger.rows.map(({ name }) => name)), relations };
};

const complaintAbout = (migrations: readonly Migration[], { recorded, relations }: Schema): string | null => {
  const unknown = [...recorded].find((name) => !migrations.some((migration) => migration.name === name));
  if (unknown !== undefined) {
    return `the database belongs to a newer version of this server, which applied ${unknown}: run that version`;
  }
  for (const { name, tables, indexes } of migrations) {
    const lost = tables.find((table) => !relations.has(table));
    if (recorded.has(name) && lost !== undefined) {
      return `${LEDGER} says that ${name} is applied, but there is no table ${lost}: restore a backup, or use an empty database`;
    }
    const halves = [...tables, ...indexes].filter((relation) => relations.has(relation));
    if (!recorded.has(name) && halves.length > 0) {
      return `the migration ${name} is half applied: ${halves.join(', ')} ${halves.length === 1 ? 'is' : 'are'} there, but ${LEDGER} does not say so; drop that, or restore a backup, then run npm run migrate`;
    }
  }
  return null;
};
