import { pipe } from 'fp-ts/lib/function.js';
import { partition } from 'fp-ts/lib/ReadonlyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { expressionBuilder, type SqlBool, sql } from 'kysely';
import type { CallFilter, CallRepository } from '../../../../application/ports/call-repository.js';
import type { Page } from '../../../../application/ports/listing.js';
import type { Call } from '../../../../domain/call/call.js';
import { type CallStatus, LIVE_STATUSES } from '../../../../domain/call/call-status.js';
import type { CallView } from '../../../../domain/call/call-view.js';
import type { Country } from '../../../../domain/country.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId, CallId } from '../../../../domain/ids.js';
import type { BriefCall } from '../../../../domain/statistics/call-statistics.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { withEitherSide } from '../either-side.js';
import type { LegsUnder } from '../whole-conversations.js';
import { aggregateTable, type ListConditions } from './aggregate-table.js';
import { type CountryOf, inCountry } from './app-countries.js';
import { conditionsOf, usersOfCrmUser } from './attribution.js';
import { type Condition, equals, isOneOf } from './condition.js';
import type { Db } from './database.js';
import { preparedQuery } from './prepared-query.js';
import { CALL_COLUMNS, type CallRow, callOf, callRowOf, callViewOf, SHOWN_CALL_COLUMNS } from './rows/call-row.js';
import { flagged } from './rows/flag.js';
import { saveLinks } from './sql-call-links.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

const eb = expressionBuilder<Tables, 'calls'>();

const selectShown = (db: Db) =>
  db
    .selectFrom('calls')
    .select(SHOWN_CALL_COLUMNS)
    .select(eb.case().when('details', 'is', null).then(eb.ref('facts')).end().as('facts_for_details'));

const calls = aggregateTable({
  table: 'calls',
  key: 'dialpad_call_id',
  listedBy: 'started_at',
  wide: ['details', 'recording_url'],
  selectShown,
  columns: SHOWN_CALL_COLUMNS,
  isComplete: [eb('details', 'is not', null)],
  viewOf: callViewOf,
  selectStored: (db) => db.selectFrom('calls').select(CALL_COLUMNS),
  aggregateOf: callOf,
});

export const sqlCalls = (session: SqlSession): CallRepository => ({
  find: (appId, id) => calls.find(session, appId, id),
  list: withEitherSide((appId, filter, page) =>
    inCountry(session, appId, filter, (country) => list(session, appId, filter, country, page)),
  ),
  startedWithin: (appId, { from, to }, after, limit) =>
    session.run(async (db) => {
      const begin = after ?? { at: from, id: '' };
      const { rows } = await selectBrief(db, appId, from, to, begin.at, begin.id, limit);
      return rows.map(briefCallOf);
    }),
  stale: (appId, before, limit) => session.run((db) => findStale(db, appId, before, limit)),
});

const list = (session: SqlSession, appId: AppId, filter: CallFilter, country: Country, page: Page) =>
  pipe(
    session.run(async (db) =>
      filter.crmUserId === undefined ? undefined : usersOfCrmUser(db, appId, filter.crmUserId),
    ),
    TE.chain((users) =>
      calls.list(
        session,
        appId,
        { given: filter, conditions: conditions(filter, country, users), countIn: countIn(appId, filter) },
        page,
      ),
    ),
  );

/** The number of an app's calls from its counts by status; null if the filter asks for more than the status. */
const countIn = (appId: AppId, { statuses, ...others }: CallFilter): ((db: Db) => Promise<number>) | null => {
  if (Object.values(others).some((value) => value !== undefined)) return null;
  return async (db) => {
    const { rows } = await (statuses === undefined ? sumOfAll(db, appId) : sumOf(db, appId, statuses));
    return Number(rows[0]?.total ?? 0);
  };
};

const sumOfAll = preparedQuery((db, appId: AppId) =>
  db
    .selectFrom('call_counts')
    .select((counts) => counts.fn.sum<number | string | null>('count').as('total'))
    .where('app_id', '=', appId),
);

const sumOf = preparedQuery((db, appId: AppId, statuses: readonly CallStatus[]) =>
  db
    .selectFrom('call_counts')
    .select((counts) => counts.fn.sum<number | string | null>('count').as('total'))
    .where('app_id', '=', appId)
    .where('status', 'in', statuses),
);

const conditions = (
  filter: CallFilter,
  country: Country,
  usersOfCrmUser: readonly DialpadId[] | undefined,
): ListConditions => {
  const { statuses, direction, conversationId, startedAfter, startedBefore } = filter;
  return {
    equal: [
      ...(conversationId === undefined ? [] : [equals(CONVERSATION, conversationId)]),
      ...conditionsOf(filter, country, usersOfCrmUser),
      ...(statuses === undefined ? [] : [isOneOf('status', statuses)]),
      ...(direction === undefined ? [] : [equals('direction', direction)]),
    ],
    range: [
      ...(startedAfter === undefined ? [] : [within('>=', startedAfter)]),
      ...(startedBefore === undefined ? [] : [within('<', startedBefore)]),
    ],
  };
};

const within = (is: '>=' | '<', value: Timestamp): Condition => ({ on: 'started_at', is, value });

/** The expression that the index `calls_conversation` is on. */
const CONVERSATION = 'coalesce(conversation_id, dialpad_call_id)';
export const conversationOf = sql.raw<DialpadId>(CONVERSATION);

const BRIEF_COLUMNS = [
  'id',
  'dialpad_call_id',
  'conversation_id',
  'direction',
  'status',
  'dialpad_user_id',
  'started_at',
  'ended_at',
  'duration_seconds',
] as const;

const selectBrief = preparedQuery(
  (db, appId: AppId, from: Timestamp, to: Timestamp, at: Timestamp, id: string, limit: number) =>
    db
      .selectFrom('calls')
      .select(BRIEF_COLUMNS)
      .where('app_id', '=', appId)
      // The comparison with a place bounds the index as well, and this one is for its end.
      .where('started_at', '>=', from)
      .where('started_at', '<', to)
      .where(sql<SqlBool>`(started_at, id) > (cast(${at} as bigint), ${id})`)
      .orderBy('started_at')
      .orderBy('id')
      .limit(limit),
);

const briefCallOf = (row: Pick<CallRow, (typeof BRIEF_COLUMNS)[number]>): BriefCall => ({
  id: row.id,
  conversationId: row.conversation_id ?? row.dialpad_call_id,
  direction: row.direction,
  status: row.status,
  dialpadUserId: row.dialpad_user_id,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  durationSeconds: row.duration_seconds,
});

const findStale = async (db: Db, appId: AppId, before: Timestamp, limit: number): Promise<readonly CallView[]> => {
  const rows = await selectShown(db)
    .where('app_id', '=', appId)
    .where('status', 'in', LIVE_STATUSES)
    .where('updated_at', '<', before)
    .orderBy('updated_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(callViewOf);
};

/** The calls of an app that have one of these ids, and of those that name one at most `most`. */
export const loadLegs = async (db: Db, appId: AppId, ids: readonly DialpadId[], most: number): Promise<LegsUnder> => {
  const { rows } = await selectConnected(db, appId, ids, most);
  const { left: own, right: naming } = partition(({ is_naming }: ConnectedRow) => flagged(is_naming))(rows);
  return { own: own.map(callOf), naming: naming.map(callOf) };
};

type ConnectedRow = Pick<CallRow, (typeof CALL_COLUMNS)[number]> & { readonly is_naming: boolean | number };

const selectConnected = preparedQuery((db, appId: AppId, ids: readonly DialpadId[], most: number) => {
  const naming = db
    .selectFrom('call_links')
    .innerJoin('calls', (join) =>
      join
        .onRef('calls.app_id', '=', 'call_links.app_id')
        .onRef('calls.dialpad_call_id', '=', 'call_links.dialpad_call_id'),
    )
    .select(CALL_COLUMNS.map((column) => `calls.${column}` as const))
    .where('call_links.app_id', '=', appId)
    .where('call_links.linked_id', 'in', ids)
    .limit(most);
  // A union, so that each half uses its own index.
  return calls
    .selectByKeys(db, appId, ids)
    .select(eb.lit<number>(0).as('is_naming'))
    .unionAll(db.selectFrom(naming.as('naming')).select(CALL_COLUMNS).select(eb.lit<number>(1).as('is_naming')));
});

/** Columns with an index on them that, unlike the status, seldom change. */
const INDEXED_COLUMNS = [
  'direction',
  'from_key',
  'to_key',
  'dialpad_user_id',
  'conversation_id',
  'started_at',
] as const;

const CHANGING_COLUMNS = [
  'facts',
  'thread',
  'details',
  'announced',
  'status',
  'from_number',
  'to_number',
  'ended_at',
  'duration_seconds',
  'recording_url',
  'revision',
  'updated_at',
] as const;

/** How many variables the insert of one call binds. */
export const CALL_VARIABLES = 22;

/** Saves calls that are new or the next revision of the stored one, and their links; returns how many that were. */
export const saveCalls = async (
  session: SqlSession,
  db: Db,
  changed: readonly Call[],
  countryOf: CountryOf,
): Promise<number> => {
  const saved = await saveRows(
    session,
    db,
    changed.map((one) => callRowOf(one, countryOf(one.appId))),
  );
  // After the calls, whose locks keep two transactions from a deadlock on the links.
  await saveLinks(session, db, changed);
  return saved;
};

/** Writes indexed columns only where they change, on an engine that would rewrite their indexes all the same. */
const saveRows = async (session: SqlSession, db: Db, rows: readonly CallRow[]): Promise<number> => {
  if (session.skipsUnchangedIndexes) return upsertWhole(db, rows);
  const stored = await indexedColumnsOf(db, rows);
  const keepsIndexes = (row: CallRow): boolean => {
    const before = stored.get(row.id);
    return before !== undefined && INDEXED_COLUMNS.every((column) => before[column] === row[column]);
  };
  const { left: moved, right: unmoved } = partition(keepsIndexes)(rows);
  const savedMoved = await upsertWhole(db, moved);
  return savedMoved + (await upsertUnmoved(db, unmoved));
};

/** The stored values of the indexed columns, for the rows that are not new. */
const indexedColumnsOf = async (db: Db, rows: readonly CallRow[]) => {
  const ids = rows.flatMap(({ id, revision }) => (revision > 1 ? [id] : []));
  if (ids.length === 0) return new Map<CallId, Pick<CallRow, (typeof INDEXED_COLUMNS)[number]>>();
  const stored = await db.selectFrom('calls').select('id').select(INDEXED_COLUMNS).where('id', 'in', ids).execute();
  return new Map(stored.map((row) => [row.id, row]));
};

const upsertWhole = calls.upserting([...CHANGING_COLUMNS, ...INDEXED_COLUMNS]);
const upsertUnmoved = calls.upserting(CHANGING_COLUMNS);
