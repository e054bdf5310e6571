import { type RawBuilder, sql } from 'kysely';
import type { AttributedTable } from './attribution.js';

/** For an insert that meets a row with the same key: sets these columns of that row to the inserted values. */
export const overwrite = <Column extends string>(columns: readonly Column[]) =>
  Object.fromEntries(columns.map((column) => [column, sql.ref(`excluded.${column}`)])) as {
    readonly [C in Column]: RawBuilder<never>;
  };

/** Whether the inserted row is the next revision of the row that is stored in `table`. */
export const isNextRevision = (table: AttributedTable): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.revision`)} = excluded.revision - 1`;
