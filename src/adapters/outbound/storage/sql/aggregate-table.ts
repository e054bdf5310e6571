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
import type { Attributed, Listed, Page } from '../../../../application/ports/listing.js';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { AppId, CallId, MessageId, VoicemailId } from '../../../../domain/ids.js';
import { type AttributedTable, crmUserOf } from './attribution.js';
import type { Db } from './database.js';
import { isNextRevision, overwrite } from './overwrite.js';
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
  readonly selectShown: (db: Db) => SelectQueryBuilder<Tables, T, Shown>;
  readonly viewOf: (row: Shown) => View;
  readonly selectStored: (db: Db) => SelectQueryBuilder<Tables, T, Stored>;
  readonly aggregateOf: (row: Stored) => Aggregate;
}

/** What a filter asks of rows, beside that they belong to the app. */
export interface ListConditions {
  /** Each of them is served by an index in the order of the list; the one with the fewest rows comes first. */
  readonly equal: readonly Expression<SqlBool>[];
  /** Bounds of the column that the list is ordered by. */
  readonly range?: readonly Expression<SqlBool>[];
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
    filter: { readonly given: unknown; readonly conditions: ListConditions },
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

  return {
    find: (session, appId, id) => session.run((db) => find(db, mapping, appId, id)),
    list: (session, appId, filter, page) => session.run((db) => list(session, db, mapping, appId, filter, page)),
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

const find = async <T extends AttributedTable, Shown, View>(
  db: Db,
  mapping: ShownMapping<T, Shown, View>,
  appId: AppId,
  id: CallId | VoicemailId | MessageId,
): Promise<O.Option<Attributed<View>>> => {
  const { isVisible = [] } = mapping;
  const row = await selectAttributed(db, mapping)
    .where(eb.and([eb('app_id', '=', appId), eb('id', '=', id), ...isVisible]))
    .executeTakeFirst();
  return O.map(attributedViewOf(mapping))(O.fromNullable(row as AttributedRow<Shown> | undefined));
};

const list = async <T extends AttributedTable, Shown extends { readonly id: string }, View>(
  session: SqlSession,
  db: Db,
  mapping: ShownMapping<T, Shown, View>,
  appId: AppId,
  { given, conditions }: { readonly given: unknown; readonly conditions: ListConditions },
  page: Page,
): Promise<Listed<Attributed<View>>> => {
  const { table, listedBy, wide, isVisible = [] } = mapping;
  const { equal, range = [] } = conditions;
  const ofApp = [eb('app_id', '=', appId), ...isVisible];
  const rows: SqlList = {
    table,
    by: listedBy,
    indexed: [...ofApp, ...range, ...equal.slice(0, 1)],
    tested: equal.slice(1),
    wide,
  };
  return readList(db, rows, page, {
    select: (ids) => selectAttributed(db, mapping).where(eb.and([...ofApp, eb('id', 'in', ids as never)])),
    toItem: attributedViewOf(mapping),
    count: totalsOf(session, db, appId, rows, given),
  });
};

const selectAttributed = <T extends AttributedTable, Shown, View>(
  db: Db,
  { table, selectShown }: ShownMapping<T, Shown, View>,
) => selectShown(db).select(crmUserOf(table).as('crm_user_id')).$castTo<AttributedRow<Shown>>();

const attributedViewOf =
  <T extends AttributedTable, Shown, View>({ viewOf }: ShownMapping<T, Shown, View>) =>
  (row: AttributedRow<Shown>): Attributed<View> => ({ ...viewOf(row), crmUserId: row.crm_user_id });

const upserting = <T extends AttributedTable>(
  { table, key }: Pick<AggregateMapping<T, never, never, never, never>, 'table' | 'key'>,
  changing: readonly (keyof Tables[T] & string)[],
) => {
  const upsert = preparedQuery((db, rows: readonly Insertable<Tables[T]>[]) =>
    db
      .insertInto(table)
      .values(rows)
      .onConflict((conflict) =>
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
