import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { EventLog } from '../../../../application/ports/event-log.js';
import type { AppEvent, NewAppEvent } from '../../../../domain/event/app-event.js';
import type { AppId, EventId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { restoreEventContent } from '../../../wire/stored/restore-event.js';
import type { Db } from './database.js';
import { type Flag, flagged } from './flag.js';
import type { SqlSession } from './sql-session.js';

export interface EventRow {
  readonly app_id: AppId;
  readonly seq: number;
  readonly id: EventId;
  readonly happened_at: Timestamp;
  readonly target_crm_user: string | null;
  readonly replayed: Flag;
  /** JSON of `EventContent`. */
  readonly news: string;
  readonly recorded_at: Timestamp;
}

/** How far each app's stream has come. */
export interface StreamRow {
  readonly app_id: AppId;
  readonly seq: number;
}

/** What is to be known of the database as a whole. `stream` names its log of events. */
export interface MetaRow {
  readonly key: 'stream';
  readonly value: string;
}

/** What makes up an event by itself. */
export const EVENT_COLUMNS = ['app_id', 'seq', 'id', 'happened_at', 'target_crm_user', 'replayed', 'news'] as const;

export const eventOf = (row: Pick<Selectable<EventRow>, (typeof EVENT_COLUMNS)[number]>): AppEvent => ({
  id: row.id,
  appId: row.app_id,
  seq: row.seq,
  happenedAt: row.happened_at,
  targetCrmUser: row.target_crm_user,
  replayed: flagged(row.replayed),
  content: restoreEventContent(JSON.parse(row.news)),
});

export const sqlEventLog = (session: SqlSession): EventLog => ({
  read: (appId, after, limit) =>
    session.run(async (db) => {
      const rows = await db
        .selectFrom('events')
        .select(EVENT_COLUMNS)
        .where('app_id', '=', appId)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(eventOf);
    }),

  prune: (appId, before, limit) =>
    session.run(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('events')
        .where('app_id', '=', appId)
        .where('seq', 'in', (eb) =>
          eb.selectFrom('events').select('seq').where('app_id', '=', appId).orderBy('seq').limit(limit),
        )
        .where('recorded_at', '<', before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    }),

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
});

/** Names the log of a new database; one that has a name keeps it. */
export const nameStream = async (db: Db): Promise<void> => {
  await db
    .insertInto('meta')
    .values({ key: 'stream', value: randomUUID() })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
};

const EVENT_VARIABLES = 8;
const STREAM_VARIABLES = 2;

/** Appends events to the streams of their apps, and answers with them in the same order, each with its place. */
export const appendEvents = async (
  session: SqlSession,
  db: Db,
  events: readonly NewAppEvent[],
): Promise<readonly AppEvent[]> => {
  const placed = place(events, await advance(session, db, events));
  const recorded_at = session.now();
  for (const chunk of session.chunks(placed, EVENT_VARIABLES)) {
    await db
      .insertInto('events')
      .values(chunk.map((event) => eventRowOf(event, recorded_at)))
      .execute();
  }
  return placed;
};

/**
 * Moves each app's stream on by the number of its events; answers with where each stood before. Until the transaction ends,
 * the streams are locked, so that no other one can take a place in between.
 */
const advance = async (
  session: SqlSession,
  db: Db,
  events: readonly NewAppEvent[],
): Promise<ReadonlyMap<AppId, number>> => {
  const counts = new Map<AppId, number>();
  for (const { appId } of events) counts.set(appId, (counts.get(appId) ?? 0) + 1);
  // Always in the same order, so that two transactions cannot wait for each other.
  const streams = [...counts].map(([app_id, seq]) => ({ app_id, seq })).sort((x, y) => (x.app_id < y.app_id ? -1 : 1));

  const before = new Map<AppId, number>();
  for (const chunk of session.chunks(streams, STREAM_VARIABLES)) {
    const rows = await db
      .insertInto('streams')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.column('app_id').doUpdateSet((row) => ({ seq: row('streams.seq', '+', row.ref('excluded.seq')) })),
      )
      .returning(['app_id', 'seq'])
      .execute();
    for (const { app_id, seq } of rows) before.set(app_id, seq - (counts.get(app_id) ?? 0));
  }
  return before;
};

const place = (events: readonly NewAppEvent[], before: ReadonlyMap<AppId, number>): readonly AppEvent[] => {
  const last = new Map(before);
  return events.map((event) => {
    const seq = (last.get(event.appId) ?? 0) + 1;
    last.set(event.appId, seq);
    return { ...event, seq };
  });
};

export const eventRowOf = (event: AppEvent, recordedAt: Timestamp) => ({
  app_id: event.appId,
  seq: event.seq,
  id: event.id,
  happened_at: event.happenedAt,
  target_crm_user: event.targetCrmUser,
  replayed: event.replayed,
  news: JSON.stringify(event.content),
  recorded_at: recordedAt,
});
