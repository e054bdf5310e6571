import type { DialpadPayload } from './timed-event.js';

/** Fields that an event and the API have under the same name (Dialpad's OpenAPI, CallProto). */
const SAME_FIELDS: readonly string[] = [
  ...['direction', 'external_number', 'internal_number', 'group_id', 'is_transferred', 'was_recorded', 'labels'],
  ...[
    'routing_breadcrumbs',
    'csat_score',
    'custom_data',
    'transcription_text',
    'duration',
    'total_duration',
    'mos_score',
  ],
];
/** Integers of 64 bits, which the API writes as strings of digits. */
const INTEGER_FIELDS: readonly string[] = [
  ...['call_id', 'master_call_id', 'entry_point_call_id', 'operator_call_id', 'event_timestamp'],
  ...['date_started', 'date_rang', 'date_connected', 'date_ended'],
];
const PARTY_FIELDS: readonly string[] = ['contact', 'target', 'entry_point_target', 'proxy_target'];

type Fields = Readonly<Record<string, unknown>>;

/** A call in the API's shape, from the snapshot of an event: fewer fields, 64-bit integers as strings, no nulls. */
export const restCall = (snapshot: DialpadPayload, state: unknown): Fields => ({
  ...picked(snapshot, SAME_FIELDS, (value) => value),
  ...picked(snapshot, INTEGER_FIELDS, digits),
  ...picked(snapshot, PARTY_FIELDS, (value) => party(value as Fields)),
  recording_details: ((snapshot.recording_details ?? []) as readonly Fields[]).map((detail) => ({
    ...detail,
    duration: digits(detail.duration),
    start_time: digits(detail.start_time),
  })),
  voicemail_share_link: snapshot.voicemail_link,
  state,
});

const picked = (snapshot: DialpadPayload, names: readonly string[], change: (value: unknown) => unknown): Fields =>
  Object.fromEntries(
    names.flatMap((name) => ((snapshot[name] ?? null) === null ? [] : [[name, change(snapshot[name])]])),
  );

const digits = (value: unknown): string | null => (typeof value === 'number' ? String(value) : null);

/** The API's parties name no office. */
const party = ({ id, type, email, phone, name }: Fields): Fields =>
  id === undefined ? {} : { id: String(id), type, email, phone, name };
