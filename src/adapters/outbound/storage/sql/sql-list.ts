import { setImmediate as turn } from 'node:timers/promises';
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Listed, Page, Place } from '../../../../application/ports/listing.js';
import type { AppId } from '../../../../domain/ids.js';
import { fitting, totalOf } from '../listed.js';
import type { Db } from './database.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

/** A list whose rows may be many and wide; newest first. */
export interface SqlList {
  readonly table: keyof Tables;
  /** It is ordered by this column, then by the id; null: by the id alone. */
  readonly by: string | null;
  /** What an index serves in the order of the list. */
  readonly indexed: readonly Expression<SqlBool>[];
  /** What is tested on each row that the index finds. */
  readonly tested: readonly Expression<SqlBool>[];
  /** The columns of which one value may be as large as a request. */
  readonly wide: readonly string[];
}

/** How many rows one statement looks at, where it may be that few of them are wanted. */
const SLICE = 2_000;
/** How many entries of an index one statement counts: a few milliseconds' work. */
const INDEX_SLICE = 100_000;
/** What a row takes beside its wide columns. */
const ROW_BYTES = 512;

/**
 * A page of a list. The rows are read by their ids, after it is known how many of them one page may hold, so that no more is in memory.
 * `count` gives the length of the whole list.
 */
export const readList = async <Row extends { readonly id: string }, A>(
  db: Db,
  list: SqlList,
  page: Page,
  {
    select,
    toItem,
    count,
  }: {
    readonly select: (ids: readonly string[]) => Promise<readonly Row[]>;
    readonly toItem: (row: Row) => A;
    readonly count: () => Promise<number>;
  },
): Promise<Listed<A>> => {
  const found = await findPlaces(db, list, page);
  const first = found.slice(0, page.limit);
  const places = first.slice(0, fitting(first.map(({ bytes }) => bytes)));
  const rows = places.length === 0 ? [] : await select(places.map(({ id }) => id));
  const byId = new Map(rows.map((row) => [row.id, row]));
  // A row that was deleted since is missing.
  const shown = places.flatMap(({ at, id }) => {
    const row = byId.get(id);
    return row === undefined ? [] : [{ place: { at, id }, item: toItem(row) }];
  });
  const hasMore = found.length > places.length;
  return {
    items: shown.map(({ item }) => item),
    places: shown.map(({ place }) => place),
    hasMore,
    total: await totalOf(page, places.length, hasMore, count),
  };
};

/** The length of a list, from the counts of its slices, so that no statement takes long. */
export const countList =
  (db: Db, list: SqlList): (() => Promise<number>) =>
  async () => {
    let total = 0;
    const isIndexed = list.tested.length === 0;
    const size = isIndexed ? INDEX_SLICE : SLICE;
    for await (const { within, isFull } of slicesOf(db, list, [], size)) {
      total += isFull && isIndexed ? size : await countWithin(db, list, within);
    }
    return total;
  };

/** The length of one of an app's lists, shared by those who ask for it at the same time. */
export const totalsOf = (session: SqlSession, db: Db, appId: AppId | null, list: SqlList, filter: unknown) => () =>
  session.totals(appId, JSON.stringify([list.table, filter]), countList(db, list));

interface SizedPlace extends Place {
  readonly bytes: number;
}

/** The places of a page's rows, and of one row more if the list goes on. */
const findPlaces = async (db: Db, list: SqlList, { limit, offset, after }: Page): Promise<readonly SizedPlace[]> => {
  const from = after === undefined ? [] : [compared(list, '<', after)];
  let skip = after === undefined ? offset : 0;
  if (list.tested.length === 0) return placesWithin(db, list, from, limit + 1, skip);
  const found: SizedPlace[] = [];
  for await (const { within } of slicesOf(db, list, from, SLICE)) {
    const matching = skip === 0 ? null : await countWithin(db, list, within);
    if (matching === null || matching > skip) {
      found.push(...(await placesWithin(db, list, within, limit + 1 - found.length, skip)));
      if (found.length > limit) break;
    }
    skip = Math.max(skip - (matching ?? 0), 0);
  }
  return found;
};

interface Slice {
  readonly within: readonly Expression<SqlBool>[];
  readonly isFull: boolean;
}

/** Cuts a list where the index has found `size` rows, in its order. Others have their turn between two slices. */
async function* slicesOf(
  db: Db,
  list: SqlList,
  from: readonly Expression<SqlBool>[],
  size: number,
): AsyncGenerator<Slice> {
  for (let begin = from; ; ) {
    const found = { ...list, tested: [], wide: [] };
    const [last] = await placesWithin(db, found, begin, 1, size - 1);
    if (last === undefined) return yield { within: begin, isFull: false };
    yield { within: [...begin, compared(list, '>=', last)], isFull: true };
    begin = [compared(list, '<', last)];
    await turn();
  }
}

const compared = ({ by }: SqlList, operator: '<' | '>=', { at, id }: Place): RawBuilder<SqlBool> =>
  by === null
    ? sql`${sql.ref('id')} ${sql.raw(operator)} ${id}`
    : sql`(${sql.ref(by)}, ${sql.ref('id')}) ${sql.raw(operator)} (cast(${at} as bigint), ${id})`;

const placesWithin = async (
  db: Db,
  { table, by, indexed, tested, wide }: SqlList,
  within: readonly Expression<SqlBool>[],
  limit: number,
  offset: number,
): Promise<readonly SizedPlace[]> => {
  const at = by === null ? sql`0` : sql.ref(by);
  const bytes = wide.map((column) => sql`coalesce(octet_length(${sql.ref(column)}), 0)`);
  const order = [...(by === null ? [] : [by]), 'id'].map((column) => sql`${sql.ref(column)} desc`);
  const { rows } = await sql<SizedPlace>`
    select id, ${at} as at, ${sql.join([sql.lit(ROW_BYTES), ...bytes], sql` + `)} as bytes from ${sql.table(table)}
    ${whereAll([...indexed, ...tested, ...within])}
    order by ${sql.join(order)} limit ${limit} offset ${offset}
  `.execute(db);
  return rows;
};

const countWithin = async (
  db: Db,
  { table, indexed, tested }: SqlList,
  within: readonly Expression<SqlBool>[],
): Promise<number> => {
  const { rows } = await sql<{ readonly total: number | string | bigint }>`
    select count(*) as total from ${sql.table(table)}
    ${whereAll([...indexed, ...tested, ...within])}
  `.execute(db);
  return Number(rows[0]?.total ?? 0);
};

const whereAll = (conditions: readonly Expression<SqlBool>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
