import { type Insertable, type InsertQueryBuilder, type InsertResult, type RawBuilder, sql } from 'kysely';
import { isStorable, storableText } from '../storable-text.js';
import type { Db } from './database.js';
import type { Tables } from './tables.js';

/**
 * Rows that go into a statement as one variable, JSON: then the statement is the same however many there are, and a server parses and
 * plans it once.
 */
export class JsonRows {
  constructor(
    readonly columns: readonly string[],
    /** The JSON of the rows, or what stands for it. */
    readonly json: unknown,
  ) {}
}

/** An insert of rows: as many variables as they have values, or one. */
export const insertRows = <T extends keyof Tables & string>(
  db: Db,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): InsertQueryBuilder<Tables, T, InsertResult> =>
  rows instanceof JsonRows
    ? db
        .insertInto(table)
        .columns(rows.columns as never)
        .expression(selectRows(table, rows))
    : db.insertInto(table).values(rows);

const selectRows = (table: string, { columns, json }: JsonRows): RawBuilder<unknown> => sql`
  select ${sql.join(columns.map((column) => sql.ref(column)))}
  from json_populate_recordset(null::${sql.table(table)}, ${json})`;

/** The JSON of rows. What no engine can store of a text is replaced here: in JSON it is escaped, where nobody finds it later. */
export const jsonOfRows = (rows: readonly object[]): string => {
  const json = JSON.stringify(rows);
  return isEscaped(json) ? JSON.stringify(rows, (_, value) => (isText(value) ? storableText(value) : value)) : json;
};

const isText = (value: unknown): value is string => typeof value === 'string' && !isStorable(value);

const isEscaped = (json: string): boolean => /\\u(?:0000|d[89a-f])/i.test(json);
