import type { DeliveredEvent } from './delivered-events.js';
import { type Fields, field, fieldsOf, textOf } from './json-fields.js';

/** In characters. The id is stored in an indexed column, whose length the storages limit. */
const MAX_EVENT_ID = 255;

/**
 * The id of the event that a delivery carries: `event_id`, or a `uuid` that is not that of the call, or of the message. The id of a
 * delivery of several events is that of the body. Null if there is none; a repeated event is then recognised by its bytes.
 */
export const eventIdIn = (body: Fields, events: readonly DeliveredEvent[]): string | null => {
  const [only, ...more] = events;
  const places = only === undefined || more.length > 0 ? [body] : [body, fieldsOf(field(body, 'data')), only.event];
  const ofSubject = new Set(subjectIdsIn(body, places));
  const isOfEvent = (uuid: string | null): uuid is string => uuid !== null && !ofSubject.has(uuid.toLowerCase());
  return (
    places.map((place) => readId(field(place, 'event_id'))).find((id) => id !== null) ??
    [body, ...(only === undefined ? [] : [only.event])].map((place) => readId(field(place, 'uuid'))).find(isOfEvent) ??
    null
  );
};

const readId = (value: unknown): string | null => {
  const id = textOf(value)?.trim() ?? null;
  return id !== null && id.length <= MAX_EVENT_ID ? id : null;
};

/** The ids of what an event is about, in lower case: a sender may use the id of the call as the `uuid` of each of its events. */
const subjectIdsIn = (body: Fields, places: readonly Fields[]): readonly string[] => {
  const data = fieldsOf(field(body, 'data'));
  const subjects = [...places.flatMap((place) => SUBJECTS.map((name) => fieldsOf(field(place, name)))), data];
  const ids = [
    ...places.flatMap((place) => ID_FIELDS.map((name) => field(place, name))),
    ...subjects.flatMap((subject) => ['id', 'uuid', ...ID_FIELDS].map((name) => field(subject, name))),
  ];
  return ids.flatMap((id) => readId(id)?.toLowerCase() ?? []);
};

const SUBJECTS: readonly string[] = ['call', 'voicemail', 'message', 'recording'];
const ID_FIELDS: readonly string[] = [
  ...['call_id', 'dialpad_call_id', 'call_uuid', 'master_call_id', 'entry_point_call_id'],
  ...['message_id', 'dialpad_message_id', 'voicemail_id', 'recording_id'],
];
