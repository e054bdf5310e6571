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
  const own = only === undefined || more.length > 0 ? [] : [only.event];
  const places = [body, ...own.flatMap((event) => [fieldsOf(field(body, 'data')), event])];
  const named = idsIn(places, 'event_id')[0];
  if (named !== undefined) return named;

  const uuids = idsIn([body, ...own], 'uuid');
  if (uuids.length === 0) return null;
  const ofSubject = new Set(subjectIdsIn(body, places));
  return uuids.find((uuid) => !ofSubject.has(uuid.toLowerCase())) ?? null;
};

const idsIn = (places: readonly Fields[], name: string): readonly string[] =>
  places.flatMap((place) => readId(field(place, name)) ?? []);

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
