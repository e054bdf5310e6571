import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  type Expression,
  expressionBuilder,
  type Insertable,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import type { Attributed, Listed, Page, Place } from '../../../../application/ports/listing.js';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { AppId, CallId, MessageId, VoicemailId } from '../../../../domain/ids.js';
import { listed } from '../listed.js';
import { type AttributedTable, crmUserOf } from './attribution.js';
import { type Condition, expressionOf, matchesNothing } from './condition.js';
import type { Db } from './database.js';
import { insertRows } from './insert-rows.js';
import { isNextRevision, overwrite } from './overwrite.js';
import { pageQuery } from './page-query.js';
import { preparedQuery } from './prepared-query.js';
import { readList, type SqlList, totalsOf } from './sql-list.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

/** How aggregates of one kind are stored in a table, and how they are shown in lists. */
export interface AggregateMapping<T extends AttributedTable, Shown, View, Stored, Aggregate> {
  readonly table: T;
  /** The column by which the rows of an app are unique. */
  readonly key: keyof Tables[T] & string;
  /** Lists are in descending order of this column, then of the id. */
  readonly listedBy: keyof Tables[T] & string;
  /** The columns of a view of which one value may be as large as a request. */
  readonly wide: readonly (keyof Tables[T] & string)[];
  /** Further conditions that a row must meet to be shown. */
  readonly isVisible?: readonly Expression<SqlBool>[];
  /** The columns of a view. */
  readonly columns: readonly (keyof Tables[T] & string)[];
  /** What must hold of a row for `columns` to show all of it. */
  readonly isComplete?: readonly Expression<SqlBool>[];
  /** Selects what a view is made of, also of a row that is incomplete. */
  readonly selectShown: (db: Db) => SelectQueryBuilder<Tables, T, Shown>;
  readonly viewOf: (row: Shown) => View;
  readonly selectStored: (db: Db) => SelectQueryBuilder<Tables, T, Stored>;
  readonly aggregateOf: (row: Stored) => Aggregate;
}

/** What a filter asks of rows, beside that they belong to the app. */
export interface ListConditions {
  /** Each of them is served by an index in the order of the list; the one with the fewest rows comes first. */
  readonly equal: readonly Condition[];
  /** Bounds of the column that the list is ordered by. */
  readonly range?: readonly Condition[];
}

interface ListFilter {
  /** As the port got it: the name of the list. */
  readonly given: unknown;
  readonly conditions: ListConditions;
  /** Tells the length of the list without counting it. */
  readonly countIn?: ((db: Db) => Promise<number>) | null;
}

/** The statements that calls, voicemails and messages share. */
export interface AggregateTable<T extends AttributedTable, View, Stored, Aggregate> {
  readonly find: (
    session: SqlSession,
    appId: AppId,
    id: CallId | VoicemailId | MessageId,
  ) => TaskEither<StorageError, O.Option<Attributed<View>>>;
  /** A page of an app's rows that meet the conditions of a filter. */
  readonly list: (
    session: SqlSession,
    appId: AppId,
    filter: ListFilter,
    page: Page,
  ) => TaskEither<StorageError, Listed<Attributed<View>>>;
  readonly selectByKeys: (db: Db, appId: AppId, keys: readonly string[]) => SelectQueryBuilder<Tables, T, Stored>;
  readonly load: (db: Db, appId: AppId, keys: readonly string[]) => Promise<readonly Aggregate[]>;
  /**
   * The statement that inserts the rows that are new and, of a row whose predecessor is stored, overwrites the columns in `changing`.
   * It returns how many rows it wrote: fewer than given if another revision is stored.
   */
  readonly upserting: (
    changing: readonly (keyof Tables[T] & string)[],
  ) => (db: Db, rows: readonly Insertable<Tables[T]>[]) => Promise<number>;
}

export const aggregateTable = <
  T extends AttributedTable,
  Shown extends { readonly id: string },
  View,
  Stored,
  Aggregate,
>(
  mapping: AggregateMapping<T, Shown, View, Stored, Aggregate>,
): AggregateTable<T, View, Stored, Aggregate> => {
  const selectByKeys = (db: Db, appId: AppId, keys: readonly string[]) =>
    mapping
      .selectStored(db)
      .where(eb('app_id', '=', appId))
      .where(sql.ref(mapping.key), 'in', keys);

  const statements = { find: findQuery(mapping), page: pageQuery<Shown>(mapping), rows: rowsQuery(mapping) };

  return {
    find: (session, appId, id) => session.run((db) => find(db, mapping, statements, appId, id)),
    list: (session, appId, filter, page) =>
      session.run((db) => list(session, db, mapping, statements, appId, filter, page)),
    selectByKeys,
    load: async (db, appId, keys) => (await selectByKeys(db, appId, keys).execute()).map(mapping.aggregateOf),
    upserting: (changing) => upserting(mapping, changing),
  };
};

const eb = expressionBuilder<Tables, AttributedTable>();

/** What finding and listing need of a mapping. */
type ShownMapping<T extends AttributedTable, Shown, View> = Omit<
  AggregateMapping<T, Shown, View, never, never>,
  'key' | 'selectStored' | 'aggregateOf'
>;

/** A shown row with the CRM user that it belongs to now. */
type AttributedRow<Shown> = Shown & { readonly crm_user_id: string | null };

/** The statements by which the rows of a table are shown, each compiled once. */
interface ShowingStatements<Shown> {
  readonly find: ReturnType<typeof findQuery<AttributedTable, Shown, unknown>>;
  readonly page: ReturnType<typeof pageQuery<Shown>>;
  readonly rows: ReturnType<typeof rowsQuery<AttributedTable, Shown, unknown>>;
}

const findQuery = <T extends AttributedTable, Shown, View>(mapping: ShownMapping<T, Shown, View>) =>
  preparedQuery((db, appId: AppId, id: string) =>
    selectAttributed(db, mapping).where(
      eb.and([eb('app_id', '=', appId), eb('id', '=', id as never), ...(mapping.isVisible ?? [])]),
    ),
  );

const rowsQuery = <T extends AttributedTable, Shown, View>(mapping: ShownMapping<T, Shown, View>) =>
  preparedQuery((db, appId: AppId, ids: readonly string[]) =>
    selectAttributed(db, mapping).where(
      eb.and([eb('app_id', '=', appId), ...(mapping.isVisible ?? []), eb('id', 'in', ids as never)]),
    ),
  );

const find = async <T extends AttributedTable, Shown, View>(
  db: Db,
  mapping: ShownMapping<T, Shown, View>,
  statements: ShowingStatements<Shown>,
  appId: AppId,
  id: CallId | VoicemailId | MessageId,
): Promise<O.Option<Attributed<View>>> => {
  const { rows } = await statements.find(db, appId, id);
  return O.map(attributedViewOf(mapping))(O.fromNullable(rows[0]));
};

const list = async <T extends AttributedTable, Shown extends { readonly id: string }, View>(
  session: SqlSession,
  db: Db,
  mapping: ShownMapping<T, Shown, View>,
  statements: ShowingStatements<Shown>,
  appId: AppId,
  { given, conditions, countIn = null }: ListFilter,
  page: Page,
): Promise<Listed<Attributed<View>>> => {
  const { table, listedBy, wide, isVisible = [] } = mapping;
  const { equal, range = [] } = conditions;
  if (equal.some(matchesNothing)) return { items: [], places: [], hasMore: false, total: 0 };
  const ofIndex = [...range, ...equal.slice(0, 1)];
  const rows: SqlList = {
    table,
    by: listedBy,
    indexed: [eb('app_id', '=', appId), ...isVisible, ...ofIndex.map(expressionOf)],
    tested: equal.slice(1).map(expressionOf),
    wide,
  };
  const count = countIn === null ? totalsOf(session, db, appId, rows, given) : () => countIn(db);
  const toItem = attributedViewOf(mapping);
  const read = rows.tested.length > 0 ? null : await statements.page(db, appId, ofIndex, page);
  if (read !== null) {
    const placeOf = (row: (typeof read)[number]): Place => ({
      at: Number(row[listedBy as keyof typeof row]),
      id: row.id,
    });
    return listed(page, read, { toItem, placeOf }, count);
  }
  return readList(db, rows, page, {
    select: async (ids) => (await statements.rows(db, appId, ids)).rows,
    toItem,
    count,
  });
};

const selectAttributed = <T extends AttributedTable, Shown, View>(
  db: Db,
  { table, selectShown }: ShownMapping<T, Shown, View>,
) => selectShown(db).select(crmUserOf(table).as('crm_user_id')).$castTo<AttributedRow<Shown>>();

const attributedViewOf =
  <T extends AttributedTable, Shown, View>({ viewOf }: ShownMapping<T, Shown, View>) =>
  (row: AttributedRow<Shown>): Attributed<View> => ({ crmUserId: row.crm_user_id, ...viewOf(row) });

const upserting = <T extends AttributedTable>(
  { table, key }: Pick<AggregateMapping<T, never, never, never, never>, 'table' | 'key'>,
  changing: readonly (keyof Tables[T] & string)[],
) => {
  const upsert = preparedQuery((db, rows: readonly Insertable<Tables[T]>[]) =>
    insertRows(db, table, rows).onConflict((conflict) =>
      conflict
        .columns(['app_id', key])
        // Kysely types this for one table only, not for any of three.
        .doUpdateSet(overwrite(changing) as never)
        .where(isNextRevision(table)),
    ),
  );
  return async (db: Db, rows: readonly Insertable<Tables[T]>[]): Promise<number> =>
    rows.length === 0 ? 0 : Number((await upsert(db, rows)).numAffectedRows);
};
