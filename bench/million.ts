import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { onServer } from '../test/support/postgres.js';
import { numberOf } from './event.js';
import type { Access } from './new-app.js';

export const MILLION = 1_000_000;
/** The calls that were stored by webhooks. The last of them is the one that is copied. */
export const BY_WEBHOOK = 100;

/** What SQLite and PostgreSQL write differently. */
interface Dialect {
  readonly hex: string;
  readonly number: string;
  readonly rows: string;
}
const NUMBERS = `select ${BY_WEBHOOK + 1} as n union all select n + 1 from r where n < ${MILLION}`;
const SQLITE: Dialect = {
  hex: `printf('%012x', n)`,
  number: `printf('555011%04d', n % 10000)`,
  rows: `with recursive r(n) as (${NUMBERS})`,
};
const POSTGRES: Dialect = {
  hex: `lpad(to_hex(n), 12, '0')`,
  number: `'555011' || lpad((n % 10000)::text, 4, '0')`,
  rows: `with r as (select generate_series(${BY_WEBHOOK + 1}, ${MILLION}) as n)`,
};

/** Inserts copies of one call, each with an id, a number and a time of its own. */
const copies = (columns: readonly string[], dialect: Dialect, laterBy: (column: string) => string): string => {
  const number = (column: string): string => `replace(${column}, '${numberOf(BY_WEBHOOK)}', ${dialect.number})`;
  const own: Readonly<Record<string, string>> = {
    id: `substr(id, 1, 24) || ${dialect.hex}`,
    dialpad_call_id: 'cast(n as text)',
    conversation_id: 'case when conversation_id is null then null else cast(n as text) end',
    ...{ from_number: number('from_number'), from_key: number('from_key') },
    ...{ started_at: laterBy('started_at'), ended_at: laterBy('ended_at') },
  };
  const values = columns.map((column) => own[column] ?? column).join(', ');
  return `insert into calls (${columns.join(', ')}) ${dialect.rows} select ${values} from r, (select * from calls where dialpad_call_id = '${BY_WEBHOOK}') as one`;
};

const laterByMs = (column: string): string => `${column} + (n - ${BY_WEBHOOK}) * 1000`;
const laterAsText = (column: string): string =>
  `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '+' || (n - ${BY_WEBHOOK}) || ' seconds')`;

const copyInSqlite = (file: string, laterBy: (column: string) => string): void => {
  const db = new Database(file);
  const columns = db.prepare('select name from pragma_table_info(?)').all('calls') as { readonly name: string }[];
  const insert = copies(
    columns.map(({ name }) => name),
    SQLITE,
    laterBy,
  );
  db.exec(insert);
  db.close();
};

const copyInPostgres = async (url: string): Promise<void> => {
  const columns = await onServer<{ readonly name: string }>(
    url,
    `select column_name as name from information_schema.columns where table_name = 'calls' and table_schema = 'public'`,
  );
  const insert = copies(
    columns.map(({ name }) => name),
    POSTGRES,
    laterByMs,
  );
  await onServer(url, insert, 'vacuum analyze calls');
};

type Copy = (folder: string, env: Readonly<Record<string, string>>) => Promise<void>;

const COPIES: Readonly<Record<string, Copy>> = {
  sqlite: async (folder) => copyInSqlite(join(folder, 'cti.db'), laterByMs),
  fastify: async (folder) => copyInSqlite(join(folder, 'plain.db'), laterAsText),
  postgres: (_, { DATABASE_URL = '' }) => copyInPostgres(DATABASE_URL),
};

export const canCopy = (subject: string): boolean => COPIES[subject] !== undefined;

/** Copies the last call until there are a million, in the storage of a server that does not run. */
export const copyToMillion = async (subject: string, ...where: Parameters<Copy>): Promise<void> =>
  COPIES[subject]?.(...where);

const kept = (subject: string): string => join(tmpdir(), 'cti-bench-million', subject);

/** The storage of these is files of their own. */
const IN_FILES: ReadonlySet<string> = new Set(['sqlite', 'fastify']);

/** Brings the files of an earlier run into `folder`; null if there are none. */
export const takeKept = async (subject: string, folder: string): Promise<Access | null> => {
  if (!IN_FILES.has(subject)) return null;
  try {
    await cp(kept(subject), folder, { recursive: true });
    return JSON.parse(await readFile(join(folder, 'access.json'), 'utf8')) as Access;
  } catch {
    return null;
  }
};

/** Keeps the files of `folder` for the next run. */
export const keep = async (subject: string, folder: string, access: Access): Promise<void> => {
  if (!IN_FILES.has(subject)) return;
  const part = `${kept(subject)}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await cp(folder, part, { recursive: true });
  await writeFile(join(part, 'access.json'), JSON.stringify(access));
  await rename(part, kept(subject));
};
