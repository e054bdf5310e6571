import * as t from 'io-ts';
import { isLive } from '../../domain/call/call-status.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { AppEvent, EventContent } from '../../domain/event/app-event.js';
import { CallId } from '../../domain/ids.js';
import { callDetailFields, callDetailsToText, fieldToJson } from './call-details-json.js';
import { ContactCardJson, contactCardToText } from './contact-json.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { envelope, envelopeToText, lateness } from './event-envelope.js';
import { IsoTime } from './iso-time.js';
import { idJson, idOrNull, textJson, textOrNull, textsJson, timeJson, timeOrNull } from './json-text.js';
import { nullable } from './nullable.js';
import { DirectionJson, oneOf } from './words.js';

export const CALL_EVENTS = [
  'call.ring',
  'call.dialing',
  'call.started',
  'call.ended',
  'call.missed',
  'call.recording.completed',
  'call.updated',
] as const;

/** The stream has its own word for a call that ended: `completed`. */
const CallStatusJson = oneOf(['ringing', 'active', 'completed', 'missed', 'rejected', 'voicemail']);

export const CallEventJson = t.intersection(
  [
    t.type({
      event: oneOf(CALL_EVENTS),
      ...envelope,
      call_id: CallId,
      dialpad_call_id: DialpadIdJson,
      conversation_id: DialpadIdJson,
      direction: nullable(DirectionJson),
      status: CallStatusJson,
      started_at: IsoTime,
      ...callDetailFields,
    }),
    /** On a call that is over. */
    t.partial({
      ended_at: nullable(IsoTime),
      duration_seconds: nullable(t.number),
      recording_url: nullable(t.string),
    }),
    /** On `call.updated`: the names of the fields that have changed, and the CRM user whom the call concerned before. */
    t.partial({ changed: t.readonlyArray(t.string), previous_crm_user: nullable(t.string) }),
    /** On `call.ring` and `call.dialing`: whom the CRM knows by the other party's number (`PUT /api/contacts`). */
    t.partial({ contact: nullable(ContactCardJson) }),
    lateness,
  ],
  'CallEvent',
);

type CallContent = Extract<EventContent, { readonly call: CallView }>;

/** An event about a call, as JSON. */
export const callEventToText = (event: AppEvent, content: CallContent): string => {
  const { call, type } = content;
  return `{"event":"${type}",${envelopeToText(event)},"call_id":${textJson(call.id)},"dialpad_call_id":${idJson(call.dialpadCallId)},\
"conversation_id":${idJson(call.conversationId)},"direction":${textOrNull(call.direction)},"from_number":${textOrNull(call.fromNumber)},\
"to_number":${textOrNull(call.toNumber)},"status":"${call.status === 'ended' ? 'completed' : call.status}",\
"dialpad_user_id":${idOrNull(call.dialpadUserId)},"started_at":${timeJson(call.startedAt)}${endToText(call)},\
${callDetailsToText(call.details)}${contactToText(content)}${content.type === 'call.updated' ? changeToText(content) : ''}}`;
};

const contactToText = (content: CallContent): string => {
  if (content.type !== 'call.ring' && content.type !== 'call.dialing') return '';
  return `,"contact":${content.contact === undefined ? 'null' : contactCardToText(content.contact)}`;
};

const changeToText = ({ changed, previous }: Extract<CallContent, { readonly type: 'call.updated' }>): string =>
  `,"changed":${textsJson(changed.map(fieldToJson))},"previous_crm_user":${textOrNull(previous?.crmUser ?? null)}`;

/** The fields of a call that is over; its recording may be known before. */
const endToText = ({ status, endedAt, durationSeconds, recordingUrl }: CallView): string => {
  const recording = `,"recording_url":${textOrNull(recordingUrl)}`;
  if (isLive(status)) return recordingUrl === null ? '' : recording;
  return `,"ended_at":${timeOrNull(endedAt)},"duration_seconds":${JSON.stringify(durationSeconds)}${recording}`;
};
