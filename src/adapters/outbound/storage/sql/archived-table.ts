import { type Insertable, type Selectable, sql } from 'kysely';
import type { ArchiveKind, ArchivePage, ArchiveRecords } from '../../../../application/ports/archive.js';
import { fitting } from '../listed.js';
import { type CountryOf, countriesOf } from './app-countries.js';
import type { Db } from './database.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

/** Reads and writes the archive records of one kind. */
export interface ArchivedTable<K extends ArchiveKind> {
  readonly count: (db: Db) => Promise<number>;
  /** A page in the order of the primary key; `from` is the `next` of the page before. */
  readonly read: (db: Db, from: string | null, limit: number) => Promise<ArchivePage<K>>;
  readonly write: (session: SqlSession, db: Db, records: readonly ArchiveRecords[K][]) => Promise<void>;
}

/** How records of one kind are stored in a table. */
interface RecordMapping<K extends ArchiveKind, T extends keyof Tables, C extends keyof Selectable<Tables[T]> & string> {
  readonly table: T;
  /** The primary key. */
  readonly key: readonly C[];
  /** The columns that a record is made from. */
  readonly columns: readonly C[];
  readonly recordOf: (row: Pick<Selectable<Tables[T]>, C>) => ArchiveRecords[K];
  readonly rowOf: (record: ArchiveRecords[K], countryOf: CountryOf) => Insertable<Tables[T]>;
}

/** The archive of one table. A record that is stored already is not written again. */
export const archivedTable = <
  K extends ArchiveKind,
  T extends keyof Tables,
  C extends keyof Selectable<Tables[T]> & string,
>({
  table,
  key,
  columns,
  recordOf,
  rowOf,
}: RecordMapping<K, T, C>): ArchivedTable<K> => ({
  count: async (db) => {
    const counted = sql<{ readonly total: number | string }>`select count(*) as total from ${sql.table(table)}`;
    return Number((await counted.execute(db)).rows[0]?.total ?? 0);
  },

  read: async (db, from, limit) => {
    const after = from === null ? sql`` : sql`where (${list(key)}) > (${sql.join(JSON.parse(from))})`;
    // The sizes come first, so that no more is in memory than one page may hold.
    const sizes = await sql<{ readonly bytes: number }>`
      select ${sizeOf(columns)} as bytes from ${sql.table(table)} ${after} order by ${list(key)} limit ${limit}
    `.execute(db);
    const count = fitting(sizes.rows.map(({ bytes }) => Number(bytes)));
    const { rows } = await sql<Pick<Selectable<Tables[T]>, C>>`
      select ${list(columns)} from ${sql.table(table)} ${after} order by ${list(key)} limit ${count}
    `.execute(db);
    const last = rows.length < limit && rows.length === sizes.rows.length ? undefined : rows.at(-1);
    const next = last === undefined ? null : JSON.stringify(key.map((column) => last[column]));
    return { records: rows.map(recordOf), next };
  },

  write: async (session, db, records) => {
    const apps = records.flatMap((record) => ('appId' in record ? (record.appId ?? []) : []));
    const countryOf = await countriesOf(session, db, apps);
    const rows = records.map((record) => rowOf(record, countryOf));
    for (const chunk of session.chunks(rows, Object.keys(rows[0] ?? {}).length)) {
      await db
        .insertInto(table)
        .values(chunk)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  },
});

const sizeOf = (columns: readonly string[]) =>
  sql.join(
    columns.map((column) => sql`coalesce(octet_length(cast(${sql.ref(column)} as text)), 0)`),
    sql` + `,
  );

const list = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)));
