import type { Insertable, Selectable } from 'kysely';
import { type AppEvent, callIdIn } from '../../../../../domain/event/app-event.js';
import type { AppId, CallId, EventId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';
import { restoreEventContent, storedContentOf } from '../../../../wire/stored/restore-event.js';
import { type Flag, flagged } from './flag.js';

/** An event in an app's stream. */
export interface EventRow {
  readonly app_id: AppId;
  readonly seq: number;
  readonly id: EventId;
  readonly happened_at: Timestamp;
  readonly target_crm_user: string | null;
  readonly replayed: Flag;
  /** JSON of `EventContent`, without details that are as in `NO_DETAILS`. */
  readonly news: string;
  readonly recorded_at: Timestamp;
  /** The call that the event is about. */
  readonly call_id: CallId | null;
}

/** The columns of an event, without the time at which it was recorded. */
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

export const eventRowOf = (event: AppEvent, recordedAt: Timestamp): Insertable<EventRow> => ({
  app_id: event.appId,
  seq: event.seq,
  id: event.id,
  happened_at: event.happenedAt,
  target_crm_user: event.targetCrmUser,
  replayed: event.replayed,
  news: JSON.stringify(storedContentOf(event.content)),
  recorded_at: recordedAt,
  call_id: callIdIn(event.content),
});
