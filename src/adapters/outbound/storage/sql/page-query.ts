import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { BUDGETS } from '../../../../application/budgets.js';
import type { Page } from '../../../../application/ports/listing.js';
import type { AppId } from '../../../../domain/ids.js';
import { type AttributedTable, crmUserOf } from './attribution.js';
import { type Condition, expressionOf, singleValued } from './condition.js';
import type { Db } from './database.js';
import { preparedQuery } from './prepared-query.js';

/** What a page of a table is made of. */
export interface PageOfTable {
  readonly table: AttributedTable;
  readonly columns: readonly string[];
  /** The list is in descending order of this column, then of the id. */
  readonly listedBy: string;
  /** The columns of which one value may be as large as a request. */
  readonly wide: readonly string[];
  readonly isVisible?: readonly Expression<SqlBool>[];
  /** What must hold of a row for `columns` to show all of it. */
  readonly isComplete?: readonly Expression<SqlBool>[];
}

/** A row with the CRM user that it belongs to. */
interface PageRow {
  readonly crm_user_id: string | null;
  /** 0 where the row is incomplete, or one of its wide columns has more than `SMALL` bytes and is null here. */
  readonly is_whole: number;
}

/** How many items a page has at most (contract §1), and one more. */
const MAX_ROWS = 101;
/** So many bytes of each wide column fit into every page. */
const SMALL = Math.floor(BUDGETS.pageBytes / MAX_ROWS / 4);
/** Beyond that many rows, those that are skipped cost more than another statement. */
const MAX_SKIPPED = 200;
/** Of so many values each has its own part of an index searched; of more, everything that is found is sorted. */
const MAX_VALUES = 4;

/**
 * A page of an app's rows and one row more, in one statement: `ofIndex` are conditions that an index serves in the order of the list.
 * Null where the page has to be read in steps: a row is large or incomplete, or much would be read to find few.
 */
export const pageQuery = <Row>(shown: PageOfTable) => {
  const queries = new Map<string, ReturnType<typeof preparedPage<Row>>>();

  return async (
    db: Db,
    appId: AppId,
    ofIndex: readonly Condition[],
    { limit, offset, after }: Page,
  ): Promise<readonly (Row & PageRow)[] | null> => {
    const branches = singleValued(ofIndex);
    if (limit >= MAX_ROWS || (after === undefined && offset > MAX_SKIPPED) || branches.length > MAX_VALUES) return null;
    const shape = [after !== undefined, ...branches.map((branch) => branch.map(({ on, is }) => on + is))].join(';');
    const query = queries.get(shape) ?? preparedPage<Row>(shown, branches, after !== undefined);
    queries.set(shape, query);
    const values = branches.flatMap((branch) => branch.map(({ value }) => value));
    const skipped = after === undefined ? offset : 0;
    const { rows } = await query(db, appId, limit + 1, skipped, limit + 1 + skipped, after?.at, after?.id, ...values);
    return rows.every(({ is_whole }) => is_whole === 1) ? rows : null;
  };
};

const preparedPage = <Row>(shown: PageOfTable, branches: readonly (readonly Condition[])[], isAfter: boolean) =>
  preparedQuery(
    (db, appId: AppId, rows: number, skipped: number, most: number, at?: number, id?: string, ...values: unknown[]) => {
      const left = [...values];
      const parts = branches.map((branch) => [
        sql<SqlBool>`app_id = ${appId}`,
        ...(shown.isVisible ?? []),
        ...branch.map((one) => expressionOf({ ...one, value: left.shift() })),
        ...(isAfter ? [sql<SqlBool>`(${sql.ref(shown.listedBy)}, id) < (cast(${at} as bigint), ${id})`] : []),
      ]);
      const [only = [], ...others] = parts;
      const everyColumn = sql.join([...shown.columns, 'crm_user_id', 'is_whole'].map((column) => sql.ref(column)));
      const page =
        others.length === 0
          ? sql<Row & PageRow>`${selected(shown, only)} limit ${rows} offset ${skipped}`
          : sql<Row & PageRow>`${sql.join(
              parts.map(
                (part, n) =>
                  sql`select ${everyColumn} from (${selected(shown, part)} limit ${most}) as ${sql.ref(`part_${n}`)}`,
              ),
              sql` union all `,
            )} ${inOrder(shown)} limit ${rows} offset ${skipped}`;
      return { compile: () => page.compile(db) };
    },
  );

const selected = (shown: PageOfTable, conditions: readonly Expression<SqlBool>[]): RawBuilder<unknown> => {
  const { table, columns, wide, isComplete = [] } = shown;
  const bytesOf = (column: string) => sql`coalesce(octet_length(${sql.ref(column)}), 0)`;
  const isWhole = [...wide.map((column) => sql`${bytesOf(column)} <= ${sql.lit(SMALL)}`), ...isComplete];
  const values = columns.map((column) =>
    wide.includes(column)
      ? sql`case when ${bytesOf(column)} <= ${sql.lit(SMALL)} then ${sql.ref(column)} end as ${sql.ref(column)}`
      : sql.ref(column),
  );
  return sql`select ${sql.join(values)}, ${crmUserOf(table)} as crm_user_id,
    case when ${sql.join(isWhole, sql` and `)} then 1 else 0 end as is_whole
    from ${sql.table(table)} where ${sql.join(conditions, sql` and `)} ${inOrder(shown)}`;
};

const inOrder = ({ listedBy }: PageOfTable): RawBuilder<unknown> => sql`order by ${sql.ref(listedBy)} desc, id desc`;
