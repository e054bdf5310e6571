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
import { listed } from '../listed.js';
import { type AttributedTable, crmUserOf } from './attribution.js';
import type { Db } from './database.js';
import { isNextRevision, overwrite } from './overwrite.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

/** How aggregates of one kind are stored in a table, and how they are shown in lists. */
export interface AggregateMapping<T extends AttributedTable, Shown, View, Stored, Aggregate> {
  readonly table: T;
  /** The column by which the rows of an app are unique. */
  readonly key: keyof Tables[T] & string;
  /** Lists are in descending order of this column, then of the id. */
  readonly listedBy: keyof Tables[T] & string;
  /** Further conditions that a row must meet to be shown. */
  readonly isVisible?: readonly Expression<SqlBool>[];
  readonly selectShown: (db: Db) => SelectQueryBuilder<Tables, T, Shown>;
  readonly viewOf: (row: Shown) => View;
  readonly selectStored: (db: Db) => SelectQueryBuilder<Tables, T, Stored>;
  readonly aggregateOf: (row: Stored) => Aggregate;
}

/** The statements that calls, voicemails and messages share. */
export interface AggregateTable<T extends AttributedTable, View, Stored, Aggregate> {
  readonly find: (
    session: SqlSession,
    appId: AppId,
    id: CallId | VoicemailId | MessageId,
  ) => TaskEither<StorageError, O.Option<Attributed<View>>>;
  /** A page of the rows that meet the conditions. */
  readonly list: (
    session: SqlSession,
    conditions: readonly Expression<SqlBool>[],
    page: Page,
  ) => TaskEither<StorageError, Listed<Attributed<View>>>;
  readonly selectByKeys: (db: Db, appId: AppId, keys: readonly string[]) => SelectQueryBuilder<Tables, T, Stored>;
  readonly load: (db: Db, appId: AppId, keys: readonly string[]) => Promise<readonly Aggregate[]>;
  /**
   * Inserts the rows that are new; of a row whose predecessor is stored, overwrites the columns in `changing`. Returns how many
   * rows it wrote: fewer than given if another revision is stored.
   */
  readonly upsert: (
    db: Db,
    rows: readonly Insertable<Tables[T]>[],
    changing: readonly (keyof Tables[T] & string)[],
  ) => Promise<number>;
}

const eb = expressionBuilder<Tables, AttributedTable>();

export const aggregateTable = <T extends AttributedTable, Shown, View, Stored, Aggregate>(
  mapping: AggregateMapping<T, Shown, View, Stored, Aggregate>,
): AggregateTable<T, View, Stored, Aggregate> => {
  const { table, key, listedBy, isVisible = [] } = mapping;

  type ShownRow = Shown & { readonly crm_user_id: string | null };

  const selectShown = (db: Db) =>
    mapping.selectShown(db).select(crmUserOf(table).as('crm_user_id')).$castTo<ShownRow>();

  const viewOf = (row: ShownRow): Attributed<View> => ({ ...mapping.viewOf(row), crmUserId: row.crm_user_id });

  const selectByKeys = (db: Db, appId: AppId, keys: readonly string[]) =>
    mapping
      .selectStored(db)
      .where(eb('app_id', '=', appId))
      .where(sql.ref(key), 'in', keys);

  return {
    find: (session, appId, id) =>
      session.run(async (db) => {
        const row = await selectShown(db)
          .where(eb.and([eb('app_id', '=', appId), eb('id', '=', id), ...isVisible]))
          .executeTakeFirst();
        return O.map(viewOf)(O.fromNullable(row as ShownRow | undefined));
      }),

    list: (session, conditions, page) =>
      session.run(async (db) => {
        const matching = eb.and([...conditions, ...isVisible]);
        const rows = await selectShown(db)
          .where(matching)
          .orderBy(sql.ref(listedBy), 'desc')
          .orderBy(sql.ref('id'), 'desc')
          .limit(page.limit)
          .offset(page.offset)
          .execute();
        return listed(page, rows, viewOf, () =>
          db
            .selectFrom(table as AttributedTable)
            .select((count) => count.fn.countAll().as('total'))
            .where(matching)
            .executeTakeFirstOrThrow(),
        );
      }),

    selectByKeys,

    load: async (db, appId, keys) => (await selectByKeys(db, appId, keys).execute()).map(mapping.aggregateOf),

    upsert: (db, rows, changing) => upsert(db, mapping, rows, changing),
  };
};

const upsert = async <T extends AttributedTable>(
  db: Db,
  { table, key }: Pick<AggregateMapping<T, never, never, never, never>, 'table' | 'key'>,
  rows: readonly Insertable<Tables[T]>[],
  changing: readonly (keyof Tables[T] & string)[],
): Promise<number> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto(table)
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['app_id', key])
        // Kysely types this for one table only, not for any of three.
        .doUpdateSet(overwrite(changing) as never)
        .where(isNextRevision(table)),
    )
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
};
