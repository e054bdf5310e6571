import { type AppEvent, callIdIn } from '../../../../domain/event/app-event.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { restoreEvent, storedEventOf } from '../../../wire/stored/restore-event.js';
import { type EventDoc, idWithin } from './mongo-collections.js';

export const eventDocOf = (event: AppEvent, recordedAt: Timestamp): EventDoc => ({
  _id: idWithin(event.appId, event.seq),
  app_id: event.appId,
  seq: event.seq,
  id: event.id,
  call_id: callIdIn(event.content),
  json: JSON.stringify(storedEventOf(event)),
  recorded_at: recordedAt,
});

export const eventOf = ({ json }: Pick<EventDoc, 'json'>): AppEvent => restoreEvent(JSON.parse(json));
