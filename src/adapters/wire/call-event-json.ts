import * as t from 'io-ts';
import { isLive } from '../../domain/call/call-status.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { AppEvent, EventContent } from '../../domain/event/app-event.js';
import { CallId } from '../../domain/ids.js';
import { callDetailFields, callDetailsToJson, fieldToJson } from './call-details-json.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { envelope, envelopeOf, lateness } from './event-envelope.js';
import { IsoTime } from './iso-time.js';
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
    lateness,
  ],
  'CallEvent',
);

type CallContent = Extract<EventContent, { readonly call: CallView }>;

export const callEventToJson = (event: AppEvent, content: CallContent): t.OutputOf<typeof CallEventJson> => {
  const { call } = content;
  return CallEventJson.encode({
    event: content.type,
    ...envelopeOf(event),
    call_id: call.id,
    dialpad_call_id: call.dialpadCallId,
    conversation_id: call.conversationId,
    direction: call.direction,
    from_number: call.fromNumber,
    to_number: call.toNumber,
    status: call.status === 'ended' ? 'completed' : call.status,
    dialpad_user_id: call.dialpadUserId,
    started_at: call.startedAt,
    ...endOf(call),
    ...callDetailsToJson(call.details),
    ...(content.type === 'call.updated' ? changeOf(content) : {}),
  });
};

const changeOf = ({ changed, previous }: Extract<CallContent, { readonly type: 'call.updated' }>) => ({
  changed: changed.map(fieldToJson),
  previous_crm_user: previous?.crmUser ?? null,
});

/** The fields of a call that is over; its recording may be known before. */
const endOf = ({ status, endedAt, durationSeconds, recordingUrl }: CallView) => ({
  ...(recordingUrl === null ? {} : { recording_url: recordingUrl }),
  ...(isLive(status) ? {} : { ended_at: endedAt, duration_seconds: durationSeconds, recording_url: recordingUrl }),
});
