import { randomUUID } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { type Insertable, sql } from 'kysely';
import { BUDGETS } from '../../../../application/budgets.js';
import type { EventLog } from '../../../../application/ports/event-log.js';
import type { AppEvent, NewAppEvent } from '../../../../domain/event/app-event.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { Db } from './database.js';
import { eventsOfCall } from './events-of-call.js';
import { insertRows } from './insert-rows.js';
import { inLockingOrder } from './locking-order.js';
import { preparedQuery } from './prepared-query.js';
import { EVENT_COLUMNS, type EventRow, eventOf, eventRowOf } from './rows/event-row.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

export const sqlEventLog = (session: SqlSession): EventLog => ({
  read: (appId, after, limit, maxBytes = BUDGETS.pageBytes) =>
    session.run(async (db) => (await read(db, appId, after, limit, maxBytes)).rows.map(eventOf)),

  ofCall: (appId, callId, page) => session.run((db) => eventsOfCall(db, appId, callId, page)),

  prune: (appId, before, limit) => session.run((db) => prune(db, appId, before, limit)),

  position: (appId) =>
    session.run(async (db) => {
      const row = await db
        .selectFrom('meta')
        .leftJoin('streams', (join) => join.on('streams.app_id', '=', appId))
        .select(['meta.value as stream', 'streams.seq as seq'])
        .where('meta.key', '=', 'stream')
        .executeTakeFirstOrThrow();
      return { stream: row.stream, seq: row.seq ?? 0 };
    }),

  newest: (apps) =>
    session.run(async (db) => {
      const newest = new Map<AppId, number>();
      for (const chunk of session.chunks(apps, 1)) {
        const rows = await db.selectFrom('streams').select(['app_id', 'seq']).where('app_id', 'in', chunk).execute();
        for (const { app_id, seq } of rows) newest.set(app_id, seq);
      }
      return newest;
    }),

  positions: session.run(async (db) => {
    const { value } = await db.selectFrom('meta').select('value').where('key', '=', 'stream').executeTakeFirstOrThrow();
    const rows = await db.selectFrom('streams').select(['app_id', 'seq']).execute();
    return { stream: value, seqs: new Map(rows.map(({ app_id, seq }) => [app_id, seq] as const)) };
  }),

  restart: session.transact(async (db) => E.right(await restartStreams(db, session.now()))),
});

/** Lets the streams of all apps go on from a time, under a new name. */
export const restartStreams = async (db: Db, now: Timestamp): Promise<void> => {
  await db
    .updateTable('streams')
    .set(({ eb, ref, val }) => ({
      seq: eb
        .case()
        .when('seq', '<', now)
        .then(sql<number>`cast(${val(now)} as bigint)`)
        .else(eb(ref('seq'), '+', 1))
        .end(),
    }))
    .execute();
  await db
    .insertInto('streams')
    .columns(['app_id', 'seq'])
    .expression((eb) =>
      eb
        .selectFrom('apps')
        .select(['id', sql<number>`cast(${now} as bigint)`.as('seq')])
        .where('id', 'not in', eb.selectFrom('streams').select('app_id')),
    )
    .execute();
  await db.updateTable('meta').set({ value: randomUUID() }).where('key', '=', 'stream').execute();
};

/** The sizes are summed up first: that reads no content, so what is too much is never loaded. */
const read = preparedQuery((db, appId: AppId, after: number, limit: number, maxBytes: number) =>
  db
    .with('sizes', (sizes) =>
      sizes
        .selectFrom('events')
        .select(['seq', sql<number>`octet_length(news)`.as('bytes')])
        .where('app_id', '=', appId)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit),
    )
    .with('sums', (sums) =>
      sums
        .selectFrom('sizes')
        .select([
          'seq',
          sql<number>`sum(bytes) over (order by seq)`.as('total'),
          sql<number>`min(seq) over ()`.as('first'),
        ]),
    )
    .selectFrom('events')
    .select(EVENT_COLUMNS)
    .where('app_id', '=', appId)
    .where('seq', '>', after)
    .where('seq', '<=', (eb) =>
      eb
        .selectFrom('sums')
        .select(({ fn }) => fn.max('seq').as('last'))
        .where(({ or, eb }) => or([eb('total', '<=', maxBytes), eb('seq', '=', eb.ref('first'))])),
    )
    .orderBy('seq'),
);

/** Deletes those of an app's first `limit` events that were recorded before a moment; returns how many. */
const prune = async (db: Db, appId: AppId, before: Timestamp, limit: number): Promise<number> => {
  const { numDeletedRows } = await db
    .deleteFrom('events')
    .where('app_id', '=', appId)
    .where('seq', 'in', (eb) =>
      eb.selectFrom('events').select('seq').where('app_id', '=', appId).orderBy('seq').limit(limit),
    )
    .where('recorded_at', '<', before)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
};

/** Gives the event log of a new database a name, by which clients notice that they read another log; an existing name stays. */
export const nameStream = async (db: Db): Promise<void> => {
  await db
    .insertInto('meta')
    .values({ key: 'stream', value: randomUUID() })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
};

const EVENT_VARIABLES = 9;
const STREAM_VARIABLES = 2;

/** Appends events to the streams of their apps; returns them in the same order, each with its sequence number. */
export const appendEvents = async (
  session: SqlSession,
  db: Db,
  events: readonly NewAppEvent[],
): Promise<readonly AppEvent[]> => {
  const numbered = numberEvents(events, await advanceStreams(session, db, events));
  const recorded_at = session.now();
  for (const chunk of session.chunks(numbered, EVENT_VARIABLES)) {
    await insertEvents(
      db,
      chunk.map((event) => eventRowOf(event, recorded_at)),
    );
  }
  return numbered;
};

/**
 * Advances each app's stream by the number of its events; returns the sequence numbers from before. The streams stay locked until
 * the transaction ends, so that no other transaction takes a number in between.
 */
const advanceStreams = async (
  session: SqlSession,
  db: Db,
  events: readonly NewAppEvent[],
): Promise<ReadonlyMap<AppId, number>> => {
  const counts = new Map<AppId, number>();
  for (const { appId } of events) counts.set(appId, (counts.get(appId) ?? 0) + 1);
  const streams = inLockingOrder(
    [...counts].map(([app_id, seq]) => ({ app_id, seq })),
    ({ app_id }) => app_id,
  );

  const before = new Map<AppId, number>();
  for (const chunk of session.chunks(streams, STREAM_VARIABLES)) {
    const { rows } = await advance(db, chunk);
    for (const { app_id, seq } of rows) before.set(app_id, seq - (counts.get(app_id) ?? 0));
  }
  return before;
};

const insertEvents = preparedQuery((db, rows: readonly Insertable<EventRow>[]) => insertRows(db, 'events', rows));

const advance = preparedQuery((db, counts: readonly Insertable<Tables['streams']>[]) =>
  insertRows(db, 'streams', counts)
    .onConflict((conflict) =>
      conflict.column('app_id').doUpdateSet((row) => ({ seq: row('streams.seq', '+', row.ref('excluded.seq')) })),
    )
    .returning(['app_id', 'seq']),
);

/** Numbers the events of each app, after the sequence number from before. */
const numberEvents = (events: readonly NewAppEvent[], before: ReadonlyMap<AppId, number>): readonly AppEvent[] => {
  const latest = new Map(before);
  return events.map((event) => {
    const seq = (latest.get(event.appId) ?? 0) + 1;
    latest.set(event.appId, seq);
    return { seq, ...event };
  });
};
