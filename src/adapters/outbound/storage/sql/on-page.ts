import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Page } from '../../../../application/ports/listing.js';

/** Puts rows in the order of a column, then of the id, and takes those of a page, and one more if the list goes on. */
export const onPage =
  ({ limit, offset, after }: Page, column: string, direction: 'asc' | 'desc') =>
  <DB, TB extends keyof DB, Row>(rows: SelectQueryBuilder<DB, TB, Row>): SelectQueryBuilder<DB, TB, Row> => {
    const isBehind = sql.raw(direction === 'asc' ? '>' : '<');
    return rows
      .$if(after !== undefined, (all) =>
        all.where(
          sql<SqlBool>`(${sql.ref(column)}, ${sql.ref('id')}) ${isBehind} (cast(${after?.at} as bigint), ${after?.id})`,
        ),
      )
      .orderBy(sql.ref(column), direction)
      .orderBy(sql.ref('id'), direction)
      .limit(limit + 1)
      .offset(after === undefined ? offset : 0);
  };
