import { type SelectQueryBuilder, sql } from 'kysely';
import type { Listed, Page } from '../../../../application/ports/listing.js';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import type { AppId, CallId } from '../../../../domain/ids.js';
import { fitting, totalOf } from '../listed.js';
import { placeOfEvent } from '../place-of-event.js';
import type { Db } from './database.js';
import { EVENT_COLUMNS, eventOf } from './rows/event-row.js';
import type { Tables } from './tables.js';

/** A page of the events of a call, oldest first. It is known how many fit before the content of any is loaded. */
export const eventsOfCall = async (db: Db, appId: AppId, callId: CallId, page: Page): Promise<Listed<AppEvent>> => {
  const { limit, offset, after } = page;
  const found = await about(db, appId, callId)
    .select(['seq', sql<number>`octet_length(news)`.as('bytes')])
    .where('seq', '>', after?.at ?? 0)
    .orderBy('seq')
    .limit(limit + 1)
    .offset(after === undefined ? offset : 0)
    .execute();
  const first = found.slice(0, limit);
  const shown = first.slice(0, fitting(first.map(({ bytes }) => bytes))).map(({ seq }) => seq);
  const hasMore = found.length > shown.length;
  const events = shown.length === 0 ? [] : (await bySeq(db, appId, shown).execute()).map(eventOf);
  const count = async () => {
    const { total } = await about(db, appId, callId)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return Number(total);
  };
  return {
    items: events,
    places: events.map(placeOfEvent),
    hasMore,
    total: await totalOf(page, shown.length, hasMore, count),
  };
};

const about = (db: Db, appId: AppId, callId: CallId): SelectQueryBuilder<Tables, 'events', object> =>
  db.selectFrom('events').where('app_id', '=', appId).where('call_id', '=', callId);

const bySeq = (db: Db, appId: AppId, seqs: readonly number[]) =>
  db.selectFrom('events').select(EVENT_COLUMNS).where('app_id', '=', appId).where('seq', 'in', seqs).orderBy('seq');
