import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { expressionBuilder, type Generated, type Selectable, sql } from 'kysely';
import type { Settled } from '../../../../application/ports/aggregates.js';
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
import type { Timestamp } from '../../../../domain/timestamp.js';
import { storableText } from '../storable-text.js';
import type { Db, Tables } from './database.js';
import { flagged, type GeneratedFlag } from './flag.js';
import { inLockingOrder } from './locking-order.js';
import type { SqlSession } from './sql-session.js';

export interface InboxRow {
  readonly id: InboxId;
  readonly app_id: AppId | null;
  readonly named_app_id: AppId | null;
  readonly dedupe_key: string;
  readonly name: string | null;
  readonly payload: string;
  readonly received_at: Timestamp;
  readonly status: InboxStatus;
  /** Who holds the lease; null for nobody, as for all that is not pending. */
  readonly owner: string | null;
  /** The end of the lease or, where nobody holds one, of the pause after a failure. */
  readonly available_at: Timestamp;
  readonly attempts: Generated<number>;
  readonly replayed: GeneratedFlag;
  readonly reason: Generated<string | null>;
  readonly processed_at: Generated<Timestamp | null>;
}

/** How many events there are of a status; where counting is dear, the engine keeps the count. */
export interface InboxCountRow {
  readonly status: InboxStatus;
  readonly count: number;
}

const APPEND_VARIABLES = 10;

export const sqlInbox = (session: SqlSession): Inbox => ({
  append: (deliveries, lease) =>
    session.transact(async (db) => {
      const first = firstOfEach(deliveries);
      const kept = new Map([...first].map(([key, delivery]) => [key, delivery.id]));
      for (const chunk of session.chunks(inLockingOrder([...first.values()], keyOf), APPEND_VARIABLES)) {
        for (const [key, id] of await keep(db, chunk, lease)) kept.set(key, id);
      }
      return E.right(appendedOf(deliveries, kept, keyOf));
    }),

  claim: (lease, now, limit) =>
    session.run(async (db) => {
      const rows = await db
        // On its own, so that it is carried out once and no more than `limit` are locked.
        .with('claimable', (cte) =>
          cte
            .selectFrom('inbox')
            .select('id')
            .where('status', '=', PENDING)
            .where('available_at', '<=', now)
            .orderBy('received_at')
            .orderBy('id')
            .limit(limit)
            .$if(session.supportsSkipLocked, (claimable) => claimable.forUpdate().skipLocked()),
        )
        .updateTable('inbox')
        .set({ owner: lease.owner, available_at: lease.until })
        .where('id', 'in', (eb) => eb.selectFrom('claimable').select('claimable.id'))
        .returning(['id', 'app_id', 'name', 'payload', 'received_at', 'attempts', 'replayed'])
        .execute();
      return rows.flatMap(eventOf).sort(oldestFirst);
    }),

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

  stats: session.run(async (db) => {
    const rows = await db
      .selectFrom('inbox_counts')
      .select('status')
      .select((counts) => counts.fn.sum<number>('count').as('count'))
      .groupBy('status')
      .execute();
    const oldest = await db
      .selectFrom('inbox')
      .select('received_at')
      .where('status', '=', PENDING)
      .orderBy('received_at')
      .limit(1)
      .executeTakeFirst();
    return statsOf(rows, oldest?.received_at ?? null);
  }),
});

/**
 * Marks events as settled, those that `owner` holds and nobody settled before; false if that was not so for each of them.
 * Events with the same outcome go in one statement. They are found by their ids alone: who has an owner is pending, and to say so
 * would invite an engine to go through everything that is.
 */
export const settle = async (
  session: SqlSession,
  db: Db,
  owner: string,
  settled: readonly Settled[],
): Promise<boolean> => {
  for (const [{ status, reason }, ids] of byOutcome(settled)) {
    for (const chunk of session.chunks(ids, 1)) {
      const { numUpdatedRows } = await db
        .updateTable('inbox')
        .set({ status, reason, owner: null, processed_at: session.now() })
        .where('id', 'in', chunk)
        .where('owner', '=', owner)
        .executeTakeFirstOrThrow();
      if (Number(numUpdatedRows) !== chunk.length) return false;
    }
  }
  return true;
};

/** Written out, not bound: an index on the pending events alone can be used only by a query that says so. */
const PENDING = sql.lit<InboxStatus>('pending');

/** To whom a key is unique: an app, or the empty text for what could not be told. */
const scope = expressionBuilder<Tables, 'inbox'>().fn.coalesce('app_id', sql.lit(''));

const keyOf = (delivery: { readonly appId: AppId | null; readonly dedupeKey: string }): string =>
  `${delivery.appId ?? ''} ${storableKey(delivery.dedupeKey)}`;

/** Whoever sends an event names it; a name may be longer than what an index can hold. */
const MAX_KEY = 500;

/** The form in which a key is kept. */
export const storableKey = (key: string): string =>
  key.length <= MAX_KEY ? storableText(key) : `long:${createHash('sha256').update(key).digest('hex')}`;

const firstOfEach = (deliveries: readonly NewDelivery[]): ReadonlyMap<string, NewDelivery> => {
  const first = new Map<string, NewDelivery>();
  for (const delivery of deliveries) {
    if (!first.has(keyOf(delivery))) first.set(keyOf(delivery), delivery);
  }
  return first;
};

/** Keeps those that are new; answers with the ids under which the others are kept, and maybe some of the new ones, by key. */
const keep = async (
  db: Db,
  deliveries: readonly NewDelivery[],
  lease: Lease,
): Promise<ReadonlyMap<string, InboxId>> => {
  if ((await insert(db, deliveries, lease)) === deliveries.length) return new Map();
  const kept = await keptBefore(db, deliveries);
  // What stood in the way a moment ago may be pruned by now.
  const missing = deliveries.filter((delivery) => !kept.has(keyOf(delivery)));
  return missing.length === 0 ? kept : new Map([...kept, ...(await keep(db, missing, lease))]);
};

/** Keeps those that are new, and answers how many that were. */
const insert = async (db: Db, deliveries: readonly NewDelivery[], lease: Lease): Promise<number> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('inbox')
    .values(deliveries.map((delivery) => newRow(delivery, lease)))
    .onConflict((conflict) => conflict.expression(sql`coalesce(app_id, ''), dedupe_key`).doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
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
});

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

type ClaimedRow = Pick<
  Selectable<InboxRow>,
  'id' | 'app_id' | 'name' | 'payload' | 'received_at' | 'attempts' | 'replayed'
>;

const eventOf = ({ app_id, received_at, replayed, ...row }: ClaimedRow): readonly InboxEvent[] =>
  app_id === null ? [] : [{ ...row, appId: app_id, receivedAt: received_at, replayed: flagged(replayed) }];

const oldestFirst = (x: InboxEvent, y: InboxEvent): number => x.receivedAt - y.receivedAt || (x.id < y.id ? -1 : 1);

const statsOf = (rows: readonly InboxCountRow[], oldestPendingAt: Timestamp | null): InboxStats => {
  const counts = { pending: 0, processed: 0, ignored: 0, failed: 0, unrouted: 0 };
  for (const { status, count } of rows) counts[status] = count;
  return { counts, oldestPendingAt };
};

const byOutcome = (
  settled: readonly Settled[],
): ReadonlyMap<Pick<Settled, 'status' | 'reason'>, readonly InboxId[]> => {
  const groups = new Map<string, readonly [Settled, InboxId[]]>();
  for (const one of settled) {
    const key = `${one.status} ${one.reason}`;
    const group = groups.get(key) ?? [one, []];
    group[1].push(one.id);
    groups.set(key, group);
  }
  return new Map(groups.values());
};
