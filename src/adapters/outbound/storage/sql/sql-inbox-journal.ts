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
import { listed } from '../listed.js';
import type { Db, Tables } from './database.js';
import { flagged } from './flag.js';
import type { InboxRow } from './sql-inbox.js';
import type { SqlSession } from './sql-session.js';

const SHOWN = [
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

const PENDING_AGAIN = { status: 'pending', owner: null, attempts: 0, reason: null, processed_at: null } as const;

export const sqlInboxJournal = (session: SqlSession): InboxJournal => ({
  find: (id) =>
    session.run(async (db) => {
      const row = await db.selectFrom('inbox').select(SHOWN).where('id', '=', id).executeTakeFirst();
      return O.map(entryOf)(O.fromNullable(row));
    }),

  list: (filter, page) =>
    session.run(async (db) => {
      const rows = await db
        .selectFrom('inbox')
        .select(SHOWN)
        .where(eb.and(conditions(filter)))
        // Ids sort by the time they were made at, which is when the delivery came.
        .orderBy('id', 'desc')
        .limit(page.limit)
        .offset(page.offset)
        .execute();
      return listed(page, rows, entryOf, () => count(db, filter));
    }),

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

  prune: (before, limit) =>
    session.run(async (db) => {
      const { numDeletedRows } = await db
        // On its own, so that it is carried out once and no more than `limit` are deleted.
        .with('done', (cte) =>
          cte
            .selectFrom('inbox')
            .select('id')
            .where('status', 'in', [sql.lit<InboxStatus>('processed'), sql.lit<InboxStatus>('ignored')])
            .where('received_at', '<', before)
            .orderBy('received_at')
            .limit(limit)
            // What an operator asks for again at this moment stays.
            .$if(session.supportsSkipLocked, (done) => done.forUpdate().skipLocked()),
        )
        .deleteFrom('inbox')
        .where('id', 'in', (eb) => eb.selectFrom('done').select('done.id'))
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    }),

  assign: (id, appId, now) =>
    session.transact(async (db) => {
      const unrouted = await db
        .selectFrom('inbox')
        .select('dedupe_key')
        .where('id', '=', id)
        .where('status', '=', 'unrouted')
        .executeTakeFirst();
      if (unrouted === undefined) return E.right('gone' as const);
      const had = await db
        .selectFrom('inbox')
        .select('id')
        .where(sql<string>`coalesce(app_id, '')`, '=', appId)
        .where('dedupe_key', '=', unrouted.dedupe_key)
        .executeTakeFirst();
      const becomes =
        had === undefined
          ? { ...PENDING_AGAIN, replayed: true, app_id: appId, available_at: now }
          : { status: 'ignored' as const, reason: HAD_ALREADY };
      const { numUpdatedRows } = await db
        .updateTable('inbox')
        .set(becomes)
        .where('id', '=', id)
        .where('status', '=', 'unrouted')
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return E.right('gone' as const);
      return E.right(had === undefined ? ('assigned' as const) : ('duplicate' as const));
    }),
});

const eb = expressionBuilder<Tables, 'inbox'>();

const conditions = ({ status, appId }: JournalFilter): Expression<SqlBool>[] => [
  // Written out, so that the index on what needs an operator can be used.
  ...(status === undefined ? [] : [eb('status', '=', sql.lit(status))]),
  ...(appId === undefined ? [] : [eb('app_id', '=', appId)]),
];

/** Without an app to count for, the kept counts answer at once. */
const count = (db: Db, filter: JournalFilter) =>
  filter.appId === undefined
    ? db
        .selectFrom('inbox_counts')
        .select((counts) => counts.fn.sum<number>('count').as('total'))
        .$if(filter.status !== undefined, (counts) => counts.where('status', '=', filter.status ?? 'pending'))
        .executeTakeFirstOrThrow()
    : db
        .selectFrom('inbox')
        .select((rows) => rows.fn.countAll<number>().as('total'))
        .where(eb.and(conditions(filter)))
        .executeTakeFirstOrThrow();

type ShownRow = Pick<Selectable<InboxRow>, (typeof SHOWN)[number]>;

const entryOf = ({ app_id, named_app_id, received_at, replayed, ...row }: ShownRow): JournalEntry => ({
  ...row,
  appId: app_id,
  namedAppId: named_app_id,
  receivedAt: received_at,
  replayed: flagged(replayed),
});
