import { idsIn } from '../../../domain/call/connected-legs.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { VoicemailKey } from '../../../domain/voicemail/voicemail.js';
import { linksOf } from './call-details.js';
import { detailsOfType } from './call-recordings.js';
import type { Sections } from './guide-fields.js';
import { type Fields, field, fieldsOf, idOf } from './json-fields.js';

/*
 * Every id that an event names a message by (contract §7). One message is on several legs, each with its own call id, and all of them
 * name the same recording.
 */

type VoicemailKeys = readonly [VoicemailKey, ...VoicemailKey[]];

const callKey = (id: DialpadId): VoicemailKey => `call:${id}`;
const recordingKey = (id: DialpadId): VoicemailKey => `recording:${id}`;

/** The keys in a call event of Dialpad's own format: its leg and the legs it names, and the message's recording. */
export const keysInCallEvent = (event: Fields, dialpadCallId: DialpadId): VoicemailKeys => {
  const legs = idsIn({ dialpadCallId, receivedAt: 0, happenedAt: null, ...linksOf(event) });
  const recordings = [
    field(event, 'voicemail_recording_id'),
    ...detailsOfType(event, 'voicemail').map((detail) => field(detail, 'id')),
  ].flatMap((id) => idOf(id) ?? []);
  const [, ...others] = legs;
  return [callKey(dialpadCallId), ...unique([...others.map(callKey), ...recordings.map(recordingKey)])];
};

const CALL_IDS: readonly string[] = [
  'dialpad_call_id',
  'call_id',
  'entry_point_call_id',
  'master_call_id',
  'operator_call_id',
];
const RECORDING_IDS: readonly string[] = ['voicemail_id', 'voicemail_recording_id', 'recording_id'];

/**
 * The keys in an event of the guide's format; null if it names none. `callId` is the call it is about, if any. A plain `id` counts only
 * where no `voicemail_id` stands, and only in the sections `plain`, where it is the voicemail's.
 */
export const keysInGuideEvent = (
  sections: Sections,
  callId: DialpadId | null,
  plain: readonly Fields[],
): VoicemailKeys | null => {
  const anywhere = sections.anywhere('voicemail');
  const calls = [callId ?? [], idsNamed(anywhere, CALL_IDS)].flat();
  const own = idsNamed(anywhere, ['voicemail_id']).length === 0 ? idsNamed(plain, ['id']).slice(0, 1) : [];
  const inRecordings = anywhere.map((section) => fieldsOf(field(section, 'recording')));
  const recordings = [...own, ...idsNamed(anywhere, RECORDING_IDS), ...idsNamed(inRecordings, ['id'])];
  const [first, ...others] = unique([...calls.map(callKey), ...recordings.map(recordingKey)]);
  return first === undefined ? null : [first, ...others];
};

const idsNamed = (sections: readonly Fields[], names: readonly string[]): readonly DialpadId[] =>
  names.flatMap((name) => sections.flatMap((section) => idOf(field(section, name)) ?? []));

const unique = (keys: readonly VoicemailKey[]): readonly VoicemailKey[] => [...new Set(keys)];
