import { type RawBuilder, sql } from 'kysely';

/** For an insert that meets a row under the same key: these columns of that row become those of the new one. */
export const overwrite = <Column extends string>(columns: readonly Column[]) =>
  Object.fromEntries(columns.map((column) => [column, sql.ref(`excluded.${column}`)])) as {
    readonly [C in Column]: RawBuilder<never>;
  };

/** Holds if the new row is the next revision of the one that is kept in `table`. */
export const isNextRevision = (table: 'calls' | 'voicemails' | 'messages'): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.revision`)} = excluded.revision - 1`;
