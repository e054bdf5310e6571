import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Page } from '../../../../application/ports/listing.js';

/**
 * Puts rows in the order of a column, if one is given, then of the id, and takes those of a page, and one more if the list goes on.
 */
export const onPage =
  ({ limit, offset, after }: Page, column: string | null, direction: 'asc' | 'desc') =>
  <DB, TB extends keyof DB, Row>(rows: SelectQueryBuilder<DB, TB, Row>): SelectQueryBuilder<DB, TB, Row> => {
    const order = sql.join([...(column === null ? [] : [column]), 'id'].map((name) => sql.ref(name)));
    const place = sql.join([...(column === null ? [] : [sql`cast(${after?.at} as bigint)`]), sql`${after?.id}`]);
    const isBehind = sql.raw(direction === 'asc' ? '>' : '<');
    return rows
      .$if(after !== undefined, (all) => all.where(sql<SqlBool>`(${order}) ${isBehind} (${place})`))
      .$if(column !== null, (all) => all.orderBy(sql.ref(column ?? 'id'), direction))
      .orderBy(sql.ref('id'), direction)
      .limit(limit + 1)
      .offset(after === undefined ? offset : 0);
  };
