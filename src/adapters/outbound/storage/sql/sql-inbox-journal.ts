import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Expression, expressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { InboxStatus } from '../../../../application/ports/inbox.js';
import {
  HAD_ALREADY,
  type InboxJournal,
  type JournalEntry,
  type JournalFilter,
  REPLAYABLE_STATUSES,
} from '../../../../application/ports/inbox-journal.js';
import type { Listed, Page } from '../../../../application/ports/listing.js';
import type { AppId, InboxId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { storableKey } from '../storable-text.js';
import type { Db } from './database.js';
import { flagged } from './rows/flag.js';
import type { InboxRow } from './rows/inbox-row.js';
import { readList, type SqlList, totalsOf } from './sql-list.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

export const sqlInboxJournal = (session: SqlSession): InboxJournal => ({
  find: (id) =>
    session.run(async (db) => {
      const row = await db.selectFrom('inbox').select(ENTRY_COLUMNS).where('id', '=', id).executeTakeFirst();
      return O.map(entryOf)(O.fromNullable(row));
    }),

  list: (filter, page) => session.run((db) => list(session, db, filter, page)),

  replay: (which, now) =>
    session.run(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('inbox')
        .set({ ...PENDING_AGAIN, replayed: true, available_at: now })
        .where('status', 'in', REPLAYABLE_STATUSES)
        .where(eb.and('id' in which ? [eb('id', '=', which.id)] : conditions(which)))
        .executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    }),

  prune: (before, limit) => session.run((db) => prune(session, db, before, limit)),

  assign: (id, appId, now) => session.transact(async (db) => E.right(await assign(db, id, appId, now))),
});

const ENTRY_COLUMNS = [
  'id',
  'app_id',
  'named_app_id',
  'name',
  'status',
  'payload',
  'received_at',
  'attempts',
  'reason',
  'replayed',
] as const;

type EntryRow = Pick<Selectable<InboxRow>, (typeof ENTRY_COLUMNS)[number]>;

const entryOf = ({ app_id, named_app_id, received_at, replayed, ...row }: EntryRow): JournalEntry => ({
  ...row,
  appId: app_id,
  namedAppId: named_app_id,
  receivedAt: received_at,
  replayed: flagged(replayed),
});

const PENDING_AGAIN = { status: 'pending', owner: null, attempts: 0, reason: null, processed_at: null } as const;

const eb = expressionBuilder<Tables, 'inbox'>();

const ofAppOf = ({ appId, orderKey }: JournalFilter): Expression<SqlBool>[] => [
  ...(appId === undefined ? [] : [eb('app_id', '=', appId)]),
  ...(orderKey === undefined ? [] : [eb('order_key', '=', storableKey(orderKey))]),
];

// A literal, so that the indexes on pending, failed and unrouted events serve it.
const ofStatus = ({ status }: JournalFilter): Expression<SqlBool>[] =>
  status === undefined ? [] : [eb('status', '=', sql.lit(status))];

const conditions = (filter: JournalFilter): Expression<SqlBool>[] => [...ofAppOf(filter), ...ofStatus(filter)];

/** Most events are processed or ignored, and no index is on these. */
const isUsual = ({ status }: JournalFilter): boolean => status === 'processed' || status === 'ignored';

const listOf = (filter: JournalFilter): SqlList => ({
  table: 'inbox',
  // Ids are in the order of time: they are UUIDs of version 7, made when a delivery arrives.
  by: null,
  ...(filter.appId === undefined && !isUsual(filter)
    ? { indexed: ofStatus(filter), tested: [] }
    : { indexed: ofAppOf(filter), tested: ofStatus(filter) }),
  wide: ['payload'],
});

const list = (session: SqlSession, db: Db, filter: JournalFilter, page: Page): Promise<Listed<JournalEntry>> => {
  const rows = listOf(filter);
  return readList(db, rows, page, {
    select: (ids) =>
      db
        .selectFrom('inbox')
        .select(ENTRY_COLUMNS)
        .where('id', 'in', ids as readonly InboxId[])
        .where(eb.and(conditions(filter)))
        .execute(),
    toItem: entryOf,
    // Without an app in the filter, the stored counts are enough.
    count: () =>
      filter.appId === undefined ? storedCount(db, filter) : totalsOf(session, db, filter.appId, rows, filter)(),
  });
};
/** How many events there are of a status, or of all. */
const storedCount = async (db: Db, { status }: JournalFilter): Promise<number> => {
  const { total } = await db
    .selectFrom('inbox_counts')
    .select((counts) => counts.fn.sum<number>('count').as('total'))
    .$if(status !== undefined, (counts) => counts.where('status', '=', status ?? 'pending'))
    .executeTakeFirstOrThrow();
  return Number(total);
};

/** Deletes up to `limit` settled events, oldest first; returns how many. */
const prune = async (session: SqlSession, db: Db, before: Timestamp, limit: number): Promise<number> => {
  const { numDeletedRows } = await db
    // A separate query, so that it runs once and no more than `limit` rows are deleted.
    .with('done', (cte) =>
      cte
        .selectFrom('inbox')
        .select('id')
        .where('status', 'in', [sql.lit<InboxStatus>('processed'), sql.lit<InboxStatus>('ignored')])
        .where('received_at', '<', before)
        .orderBy('received_at')
        .limit(limit)
        // An event that an operator replays at this moment stays.
        .$if(session.supportsSkipLocked, (done) => done.forUpdate().skipLocked()),
    )
    .deleteFrom('inbox')
    .where('id', 'in', (eb) => eb.selectFrom('done').select('done.id'))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
};

/** Gives an unrouted event to an app; ignores it if the app has an event with the same dedupe key. */
const assign = async (
  db: Db,
  id: InboxId,
  appId: AppId,
  now: Timestamp,
): Promise<'assigned' | 'duplicate' | 'gone'> => {
  const unrouted = await db
    .selectFrom('inbox')
    .select('dedupe_key')
    .where('id', '=', id)
    .where('status', '=', 'unrouted')
    .executeTakeFirst();
  if (unrouted === undefined) return 'gone';
  const isDuplicate = await hasEvent(db, appId, unrouted.dedupe_key);
  const change = isDuplicate
    ? { status: 'ignored' as const, reason: HAD_ALREADY }
    : { ...PENDING_AGAIN, replayed: true, app_id: appId, available_at: now };
  const { numUpdatedRows } = await db
    .updateTable('inbox')
    .set(change)
    .where('id', '=', id)
    .where('status', '=', 'unrouted')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return 'gone';
  return isDuplicate ? 'duplicate' : 'assigned';
};

const hasEvent = async (db: Db, appId: AppId, dedupeKey: string): Promise<boolean> => {
  const found = await db
    .selectFrom('inbox')
    .select('id')
    .where(sql<string>`coalesce(app_id, '')`, '=', appId)
    .where('dedupe_key', '=', dedupeKey)
    .executeTakeFirst();
  return found !== undefined;
};
