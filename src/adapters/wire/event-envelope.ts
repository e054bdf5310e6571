import * as t from 'io-ts';
import type { AppEvent } from '../../domain/event/app-event.js';
import { EventId } from '../../domain/ids.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
import { textJson, textOrNull, timeJson } from './json-text.js';
import { nullable } from './nullable.js';

/** The fields of every event on the stream (contract §7). */
export const place = { event_id: EventId, seq: t.number, timestamp: IsoTime };

export const placeOf = (event: AppEvent) => ({ event_id: event.id, seq: event.seq, timestamp: event.happenedAt });

/** The fields of every event about a call, a voicemail or a message. */
export const envelope = {
  ...place,
  dialpad_user_id: nullable(DialpadIdJson),
  from_number: nullable(t.string),
  to_number: nullable(t.string),
  target_crm_user: nullable(t.string),
};

/** Present only on an event that comes late. */
export const lateness = t.partial({ replayed: t.literal(true) });

/** The same as members of an object in JSON. */
export const envelopeToText = ({ id, seq, happenedAt, targetCrmUser, replayed }: AppEvent): string =>
  `"event_id":${textJson(id)},"seq":${seq},"timestamp":${timeJson(happenedAt)},"target_crm_user":${textOrNull(targetCrmUser)}\
${replayed ? ',"replayed":true' : ''}`;

/** The fields of the envelope that the event has, not its content; and `replayed`. */
export const envelopeOf = (event: AppEvent) => ({
  ...placeOf(event),
  target_crm_user: event.targetCrmUser,
  ...(event.replayed ? { replayed: true as const } : {}),
});
