import * as E from 'fp-ts/lib/Either.js';
import { expressionBuilder, type Selectable, sql } from 'kysely';
import { BUDGETS } from '../../../../application/budgets.js';
import {
  appendedOf,
  type Inbox,
  type InboxEvent,
  type InboxStats,
  type InboxStatus,
  type Lease,
  type NewDelivery,
} from '../../../../application/ports/inbox.js';
import type { AppId, InboxId } from '../../../../domain/ids.js';
import { MAX_LEASE_MS } from '../../../../domain/lease.js';
import { oldestFirst } from '../../../../domain/oldest-first.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { storableKey } from '../storable-text.js';
import type { Db } from './database.js';
import { insertRows } from './insert-rows.js';
import { inLockingOrder } from './locking-order.js';
import { preparedQuery } from './prepared-query.js';
import { flagged } from './rows/flag.js';
import type { InboxCountRow } from './rows/inbox-count-row.js';
import type { InboxRow } from './rows/inbox-row.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

const APPEND_VARIABLES = 11;

export const sqlInbox = (session: SqlSession): Inbox => ({
  append: (deliveries, lease) =>
    session.transact(async (db) => {
      const first = firstOfEach(deliveries);
      const kept = new Map([...first].map(([key, delivery]) => [key, delivery.id]));
      const after = new Map<string, readonly InboxId[]>();
      for (const chunk of session.chunks(inLockingOrder([...first.values()], keyOf), APPEND_VARIABLES)) {
        for (const [key, id] of await keep(session, db, chunk, lease, after)) kept.set(key, id);
      }
      return E.right(appendedOf(deliveries, kept, keyOf, after));
    }),

  claim: (lease, now, limit, mostBytes = BUDGETS.batchBytes) =>
    session.run((db) => claim(session, db, lease, now, limit, mostBytes)),

  postpone: (owner, events) =>
    session.transact(async (db) => {
      for (const { id, attempts, until, reason } of events) {
        await db
          .updateTable('inbox')
          .set({ owner: null, available_at: until, attempts, reason })
          .where('id', '=', id)
          .where('owner', '=', owner)
          .execute();
      }
      return E.right(undefined);
    }),

  heldByOthers: (owner, ids) => session.run(async (db) => (session.isShared ? heldByOthers(db, owner, ids) : [])),

  held: (owner, ids) =>
    session.run(async (db) => {
      const held = new Set<InboxId>();
      for (const chunk of session.chunks(ids, 1)) {
        const rows = await db
          .selectFrom('inbox')
          .select('id')
          .where('id', 'in', chunk)
          .where('owner', '=', owner)
          .execute();
        for (const { id } of rows) held.add(id);
      }
      return held;
    }),

  stats: session.run(async (db) => statsOf(await countsByStatus(db), await oldestPendingAt(db))),
});

/** A literal, not a bound variable: the index on pending events serves only queries with this condition in their text. */
const PENDING = sql.lit<InboxStatus>('pending');

/** Dedupe keys are unique in an app, and among the deliveries without an app. */
const scope = expressionBuilder<Tables, 'inbox'>().fn.coalesce('app_id', sql.lit(''));

const keyOf = (delivery: { readonly appId: AppId | null; readonly dedupeKey: string }): string =>
  `${delivery.appId ?? ''} ${storableKey(delivery.dedupeKey)}`;

const firstOfEach = (deliveries: readonly NewDelivery[]): ReadonlyMap<string, NewDelivery> => {
  const first = new Map<string, NewDelivery>();
  for (const delivery of deliveries) {
    if (!first.has(keyOf(delivery))) first.set(keyOf(delivery), delivery);
  }
  return first;
};

/**
 * Inserts the new deliveries. Returns the stored id by key for every duplicate (and perhaps for some new ones), and adds to `after` what
 * other processes have of the same order keys.
 */
const keep = async (
  session: SqlSession,
  db: Db,
  deliveries: readonly NewDelivery[],
  lease: Lease,
  after: Map<string, readonly InboxId[]>,
): Promise<ReadonlyMap<string, InboxId>> => {
  const count = session.isShared
    ? await insertShared(db, deliveries, lease, after)
    : await insert(db, deliveries, lease);
  if (count === deliveries.length) return new Map();
  const kept = await keptBefore(db, deliveries);
  // The conflicting row may have been pruned since the insert.
  const missing = deliveries.filter((delivery) => !kept.has(keyOf(delivery)));
  return missing.length === 0 ? kept : new Map([...kept, ...(await keep(session, db, missing, lease, after))]);
};

/** Keeps those that are new, and answers how many that were. */
const insert = async (db: Db, deliveries: readonly NewDelivery[], lease: Lease): Promise<number> => {
  const rows = deliveries.map((delivery) => newRow(delivery, lease));
  const { numAffectedRows } = await insertNew(db, rows);
  return Number(numAffectedRows);
};

const insertNew = preparedQuery((db, rows: readonly ReturnType<typeof newRow>[]) =>
  insertRows(db, 'inbox', rows).onConflict((conflict) =>
    conflict.expression(sql`coalesce(app_id, ''), dedupe_key`).doNothing(),
  ),
);

/** The same on an engine that several processes share. Finds what they have in the same statement, so that it takes no time of its own. */
const insertShared = async (
  db: Db,
  deliveries: readonly NewDelivery[],
  lease: Lease,
  after: Map<string, readonly InboxId[]>,
): Promise<number> => {
  const rows = deliveries.map((delivery) => newRow(delivery, lease));
  const { rows: inserted } = await insertNewShared(db, rows);
  for (const { app_id, order_key, earlier } of inserted) {
    const ids = earlier === null ? [] : (earlier.split(' ') as InboxId[]);
    if (ids.length > 0) after.set(`${app_id} ${order_key}`, ids);
  }
  return inserted.length;
};

/** So many at most are waited for; if there are more, the order is lost already. */
const MAX_EARLIER = 20;

const insertNewShared = preparedQuery((db, rows: readonly ReturnType<typeof newRow>[]) =>
  insertRows(db, 'inbox', rows)
    .onConflict((conflict) => conflict.expression(sql`coalesce(app_id, ''), dedupe_key`).doNothing())
    .returning(['app_id', 'order_key'])
    .returning(
      // A statement sees what was there before it.
      sql<string | null>`(
        select string_agg(id, ' ') from (
          select held.id from inbox as held
          where held.app_id = inbox.app_id and held.order_key = inbox.order_key
            and held.status = 'pending' and held.owner <> inbox.owner
          order by held.received_at desc limit ${sql.lit(MAX_EARLIER)}
        ) as held
      )`.as('earlier'),
    ),
);

const heldByOthers = async (db: Db, owner: string, ids: readonly InboxId[]): Promise<readonly InboxId[]> => {
  if (ids.length === 0) return [];
  const held = db.selectFrom('inbox').select('id').where('id', 'in', ids).where('owner', '<>', owner);
  return (await held.execute()).map(({ id }) => id);
};

const newRow = (delivery: NewDelivery, lease: Lease) => ({
  id: delivery.id,
  app_id: delivery.appId,
  named_app_id: delivery.namedAppId,
  dedupe_key: storableKey(delivery.dedupeKey),
  name: delivery.name,
  payload: delivery.payload,
  received_at: delivery.receivedAt,
  status: delivery.appId === null ? ('unrouted' as const) : ('pending' as const),
  owner: delivery.appId === null ? null : lease.owner,
  available_at: delivery.appId === null ? 0 : lease.until,
  order_key: storedOrderKeyOf(delivery),
});

/** Within its app: the column `app_id` says which. */
const storedOrderKeyOf = ({ appId, orderKey = null }: NewDelivery): string | null =>
  appId === null || orderKey === null ? null : storableKey(orderKey);

/** The ids under which deliveries with these keys are kept. */
const keptBefore = async (db: Db, deliveries: readonly NewDelivery[]): Promise<ReadonlyMap<string, InboxId>> => {
  const found = new Map<string, InboxId>();
  for (const appId of new Set(deliveries.map((delivery) => delivery.appId))) {
    const keys = deliveries.flatMap((delivery) => (delivery.appId === appId ? [storableKey(delivery.dedupeKey)] : []));
    const rows = await db
      .selectFrom('inbox')
      .select(['id', 'dedupe_key'])
      .where(scope, '=', appId ?? '')
      .where('dedupe_key', 'in', keys)
      .execute();
    for (const { id, dedupe_key } of rows) found.set(keyOf({ appId, dedupeKey: dedupe_key }), id);
  }
  return found;
};

const CLAIMED_COLUMNS = ['id', 'app_id', 'name', 'payload', 'received_at', 'attempts', 'replayed'] as const;

type ClaimedRow = Pick<Selectable<InboxRow>, (typeof CLAIMED_COLUMNS)[number]>;

const claim = async (
  session: SqlSession,
  db: Db,
  lease: Lease,
  now: Timestamp,
  limit: number,
  mostBytes: number,
): Promise<readonly InboxEvent[]> => {
  const rows = await db
    // A separate query, so that it runs once and locks no more than `limit` rows.
    .with('oldest', (cte) =>
      cte
        .selectFrom('inbox')
        .select(['id', 'received_at'])
        // Known without reading the payload.
        .select(sql<number>`octet_length(payload)`.as('bytes'))
        .where('status', '=', PENDING)
        .where((eb) => eb.or([eb('available_at', '<=', now), eb('available_at', '>', now + MAX_LEASE_MS)]))
        .orderBy('received_at')
        .orderBy('id')
        .limit(limit)
        .$if(session.supportsSkipLocked, (claimable) => claimable.forUpdate().skipLocked()),
    )
    .with('claimable', (cte) =>
      cte
        .selectFrom('oldest')
        .select(['id', sql<number>`sum(bytes) over (order by received_at, id)`.as('total'), 'bytes']),
    )
    .updateTable('inbox')
    .set({ owner: lease.owner, available_at: lease.until })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('claimable')
        .select('claimable.id')
        .where((row) => row.or([row('total', '<=', mostBytes), row('total', '=', row.ref('bytes'))])),
    )
    .returning(CLAIMED_COLUMNS)
    .execute();
  return rows.flatMap(eventOf).sort(oldestFirst(({ receivedAt }) => receivedAt));
};

const eventOf = ({ app_id, received_at, replayed, ...row }: ClaimedRow): readonly InboxEvent[] =>
  app_id === null ? [] : [{ ...row, appId: app_id, receivedAt: received_at, replayed: flagged(replayed) }];

const countsByStatus = (db: Db): Promise<readonly InboxCountRow[]> =>
  db
    .selectFrom('inbox_counts')
    .select('status')
    .select((counts) => counts.fn.sum<number>('count').as('count'))
    .groupBy('status')
    .execute();

const oldestPendingAt = async (db: Db): Promise<Timestamp | null> => {
  const oldest = await db
    .selectFrom('inbox')
    .select('received_at')
    .where('status', '=', PENDING)
    .orderBy('received_at')
    .limit(1)
    .executeTakeFirst();
  return oldest?.received_at ?? null;
};

const statsOf = (rows: readonly InboxCountRow[], oldestPendingAt: Timestamp | null): InboxStats => {
  const counts = { pending: 0, processed: 0, ignored: 0, failed: 0, unrouted: 0 };
  for (const { status, count } of rows) counts[status] = count;
  return { counts, oldestPendingAt };
};
