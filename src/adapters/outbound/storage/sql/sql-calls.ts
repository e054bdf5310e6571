import * as O from 'fp-ts/lib/Option.js';
import { partition } from 'fp-ts/lib/ReadonlyArray.js';
import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import type { CallFilter, CallRepository } from '../../../../application/ports/call-repository.js';
import type { Attributed } from '../../../../application/ports/listing.js';
import type { Call } from '../../../../domain/call/call.js';
import { type CallStatus, LIVE_STATUSES } from '../../../../domain/call/call-status.js';
import { type CallView, viewOf } from '../../../../domain/call/call-view.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { Direction } from '../../../../domain/direction.js';
import type { AppId, CallId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { restoreCall } from '../../../wire/stored/restore-call.js';
import { listed } from '../listed.js';
import { conditionsOf, crmUserOf, numberKeyOf } from './attribution.js';
import type { Db, Tables } from './database.js';
import { isNextRevision, overwrite } from './overwrite.js';
import { saveLinks } from './sql-call-links.js';
import type { SqlSession } from './sql-session.js';

/** A call's facts, which are the truth, and beside them what is read off them, for queries. */
export interface CallRow {
  readonly id: CallId;
  readonly app_id: AppId;
  readonly dialpad_call_id: DialpadId;
  /** JSON of `CallFacts`. */
  readonly facts: string;
  /** JSON of `LegContext`; null in a row of before there was one. */
  readonly thread: string | null;
  /** JSON of the news told. */
  readonly announced: string;
  readonly status: CallStatus;
  readonly direction: Direction | null;
  readonly from_number: string | null;
  readonly from_key: string | null;
  readonly to_number: string | null;
  readonly to_key: string | null;
  readonly dialpad_user_id: DialpadId | null;
  readonly started_at: Timestamp;
  readonly ended_at: Timestamp | null;
  readonly duration_seconds: number | null;
  readonly recording_url: string | null;
  /** Null in a row of before there was one: the call's own. */
  readonly conversation_id: DialpadId | null;
  /** JSON of `CallDetails`; null in a row of before there were any. */
  readonly details: string | null;
  readonly revision: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

const SHOWN = [
  'id',
  'app_id',
  'dialpad_call_id',
  'status',
  'direction',
  'from_number',
  'to_number',
  'dialpad_user_id',
  'started_at',
  'ended_at',
  'duration_seconds',
  'recording_url',
  'conversation_id',
  'details',
  'created_at',
  'updated_at',
] as const;

export const sqlCalls = (session: SqlSession): CallRepository => ({
  find: (appId, id) =>
    session.run(async (db) => {
      const row = await shown(db).where('app_id', '=', appId).where('id', '=', id).executeTakeFirst();
      return O.map(attributedOf)(O.fromNullable(row));
    }),

  list: (appId, filter, page) =>
    session.run(async (db) => {
      const matching = eb.and(conditions(appId, filter));
      const rows = await shown(db)
        .where(matching)
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit)
        .offset(page.offset)
        .execute();
      return listed(page, rows, attributedOf, () =>
        db
          .selectFrom('calls')
          .select((count) => count.fn.countAll().as('total'))
          .where(matching)
          .executeTakeFirstOrThrow(),
      );
    }),

  stale: (appId, before, limit) =>
    session.run(async (db) => {
      const rows = await viewed(db)
        .where('app_id', '=', appId)
        .where('status', 'in', LIVE_STATUSES)
        .where('updated_at', '<', before)
        .orderBy('updated_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(viewOfRow);
    }),
});

const eb = expressionBuilder<Tables, 'calls'>();

const viewed = (db: Db) =>
  db
    .selectFrom('calls')
    .select(SHOWN)
    .select(eb.case().when('details', 'is', null).then(eb.ref('facts')).end().as('facts_of_old'));

const shown = (db: Db) => viewed(db).select(crmUserOf('calls').as('crm_user_id'));

const conditions = (appId: AppId, filter: CallFilter): Expression<SqlBool>[] => {
  const { statuses, direction, conversationId, startedAfter, startedBefore } = filter;
  return [
    ...conditionsOf(appId, filter),
    ...(statuses === undefined ? [] : [statuses.length === 0 ? eb.lit(false) : eb('status', 'in', statuses)]),
    ...(direction === undefined ? [] : [eb('direction', '=', direction)]),
    ...(conversationId === undefined ? [] : [eb(conversationOf, '=', conversationId)]),
    ...(startedAfter === undefined ? [] : [eb('started_at', '>=', startedAfter)]),
    ...(startedBefore === undefined ? [] : [eb('started_at', '<', startedBefore)]),
  ];
};

/** As `calls_conversation` has it. */
const conversationOf = eb.fn.coalesce('conversation_id', 'dialpad_call_id');

type ShownRow = Pick<CallRow, (typeof SHOWN)[number]> & {
  /** The facts, where they have to be read for the details. */
  readonly facts_of_old: string | null;
};

const attributedOf = (row: ShownRow & { readonly crm_user_id: string | null }): Attributed<CallView> => ({
  ...viewOfRow(row),
  crmUserId: row.crm_user_id,
});

const viewOfRow = (row: ShownRow): CallView => ({
  id: row.id,
  appId: row.app_id,
  dialpadCallId: row.dialpad_call_id,
  conversationId: row.conversation_id ?? row.dialpad_call_id,
  direction: row.direction,
  fromNumber: row.from_number,
  toNumber: row.to_number,
  status: row.status,
  dialpadUserId: row.dialpad_user_id,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  durationSeconds: row.duration_seconds,
  recordingUrl: row.recording_url,
  details: detailsOfRow(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const detailsOfRow = (row: ShownRow): CallView['details'] =>
  row.details === null
    ? viewOf(callOf({ ...row, facts: row.facts_of_old ?? '', thread: null, announced: '[]', revision: 1 })).details
    : JSON.parse(row.details);

/** What indexes are made of and, unlike the status, seldom changes: in some engines writing a value again means writing its index again. */
const INDEXED = ['direction', 'from_key', 'to_key', 'dialpad_user_id', 'conversation_id', 'started_at'] as const;

const CHANGING = [
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

/** How many variables a call binds. */
export const CALL_VARIABLES = 22;

/** What makes up a call; the rest is read off it. */
export const CALL_COLUMNS = [
  'id',
  'app_id',
  'dialpad_call_id',
  'facts',
  'thread',
  'announced',
  'revision',
  'created_at',
  'updated_at',
] as const;

export const callOf = (row: Pick<CallRow, (typeof CALL_COLUMNS)[number]>): Call =>
  restoreCall({
    id: row.id,
    appId: row.app_id,
    dialpadCallId: row.dialpad_call_id,
    facts: JSON.parse(row.facts),
    thread: row.thread === null ? undefined : JSON.parse(row.thread),
    announced: JSON.parse(row.announced),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });

/** The calls of an app that are one of these ids, or name one; some perhaps more than once. */
export const loadCalls = async (db: Db, appId: AppId, ids: readonly DialpadId[]): Promise<readonly Call[]> => {
  const own = db
    .selectFrom('calls')
    .select(CALL_COLUMNS)
    .where('app_id', '=', appId)
    .where('dialpad_call_id', 'in', ids);
  const naming = db
    .selectFrom('call_links')
    .innerJoin('calls', (join) =>
      join
        .onRef('calls.app_id', '=', 'call_links.app_id')
        .onRef('calls.dialpad_call_id', '=', 'call_links.dialpad_call_id'),
    )
    .select(CALL_COLUMNS.map((column) => `calls.${column}` as const))
    .where('call_links.app_id', '=', appId)
    .where('call_links.linked_id', 'in', ids);
  // One after the other, so that each is found by its own index.
  const rows = await own.unionAll(naming).execute();
  return rows.map(callOf);
};

/** Keeps those that are new or follow on the revision that is kept; answers how many that were. */
export const saveCalls = async (session: SqlSession, db: Db, calls: readonly Call[]): Promise<number> => {
  const saved = await saveRows(session, db, calls.map(callRowOf));
  // Under the locks of the calls, so that two transactions cannot wait for each other.
  await saveLinks(session, db, calls);
  return saved;
};

const saveRows = async (session: SqlSession, db: Db, rows: readonly CallRow[]): Promise<number> => {
  if (session.skipsUnchangedIndexes) return upsert(db, rows, [...CHANGING, ...INDEXED]);
  const kept = await indexedOf(db, rows);
  const staysInPlace = (row: CallRow): boolean => {
    const before = kept.get(row.id);
    return before !== undefined && INDEXED.every((column) => before[column] === row[column]);
  };
  const { left: moving, right: staying } = partition(staysInPlace)(rows);
  return (await upsert(db, moving, [...CHANGING, ...INDEXED])) + (await upsert(db, staying, CHANGING));
};

/** Where in the indexes those calls stand that are not new. */
const indexedOf = async (db: Db, rows: readonly CallRow[]) => {
  const ids = rows.flatMap(({ id, revision }) => (revision > 1 ? [id] : []));
  if (ids.length === 0) return new Map<CallId, Pick<CallRow, (typeof INDEXED)[number]>>();
  const kept = await db.selectFrom('calls').select('id').select(INDEXED).where('id', 'in', ids).execute();
  return new Map(kept.map((row) => [row.id, row]));
};

const upsert = async (db: Db, rows: readonly CallRow[], changing: readonly (keyof CallRow)[]): Promise<number> => {
  if (rows.length === 0) return 0;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('calls')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['app_id', 'dialpad_call_id']).doUpdateSet(overwrite(changing)).where(isNextRevision('calls')),
    )
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
};

export const callRowOf = (call: Call): CallRow => {
  const view = viewOf(call);
  return {
    id: call.id,
    app_id: call.appId,
    dialpad_call_id: call.dialpadCallId,
    facts: JSON.stringify(call.facts),
    thread: JSON.stringify(call.legContext),
    announced: JSON.stringify(call.announced),
    status: view.status,
    direction: view.direction,
    from_number: view.fromNumber,
    from_key: numberKeyOf(view.fromNumber),
    to_number: view.toNumber,
    to_key: numberKeyOf(view.toNumber),
    dialpad_user_id: view.dialpadUserId,
    started_at: view.startedAt,
    ended_at: view.endedAt,
    duration_seconds: view.durationSeconds,
    recording_url: view.recordingUrl,
    conversation_id: view.conversationId,
    details: JSON.stringify(view.details),
    revision: call.revision,
    created_at: call.createdAt,
    updated_at: call.updatedAt,
  };
};
