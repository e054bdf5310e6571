import * as t from 'io-ts';
import { isLive } from '../../domain/call/call-status.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import { AppId, CallId, EventId, MessageId, VoicemailId } from '../../domain/ids.js';
import { MESSAGE_STATUSES } from '../../domain/message/message.js';
import { callDetailFields, callDetailsToJson, fieldToJson } from './call-details-json.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';
import { DirectionJson, oneOf } from './words.js';

/** What every message of the stream carries (contract §7). */
const place = { event_id: EventId, seq: t.number, timestamp: IsoTime };

/** What every message about people carries. */
const envelope = {
  ...place,
  dialpad_user_id: nullable(DialpadIdJson),
  from_number: nullable(t.string),
  to_number: nullable(t.string),
  target_crm_user: nullable(t.string),
};

/** Present only on an event that comes late. */
const lateness = t.partial({ replayed: t.literal(true) });

const callStatusOnTheStream = oneOf(['ringing', 'active', 'completed', 'missed', 'rejected', 'voicemail']);

const CALL_EVENTS = [
  'call.ring',
  'call.dialing',
  'call.started',
  'call.ended',
  'call.missed',
  'call.recording.completed',
  'call.updated',
] as const;
const COVERAGE_EVENTS = ['coverage.gap_detected', 'coverage.gap_filled'] as const;
const VOICEMAIL_EVENTS = ['voicemail.received', 'voicemail.updated'] as const;
const MESSAGE_EVENTS = ['message.received', 'message.sent', 'message.updated'] as const;

/** Everything that an app can be told. */
export const EVENT_NAMES: readonly string[] = [
  ...CALL_EVENTS,
  ...VOICEMAIL_EVENTS,
  ...MESSAGE_EVENTS,
  ...COVERAGE_EVENTS,
];

export const CallEventJson = t.intersection(
  [
    t.type({
      event: oneOf(CALL_EVENTS),
      ...envelope,
      call_id: CallId,
      dialpad_call_id: DialpadIdJson,
      conversation_id: DialpadIdJson,
      direction: nullable(DirectionJson),
      status: callStatusOnTheStream,
      started_at: IsoTime,
      ...callDetailFields,
    }),
    /** On a call that is over. */
    t.partial({
      ended_at: nullable(IsoTime),
      duration_seconds: nullable(t.number),
      recording_url: nullable(t.string),
    }),
    /** On `call.updated`: the fields that are different now, and the CRM user whom the call concerned before, if that is one of them. */
    t.partial({ changed: t.readonlyArray(t.string), previous_crm_user: nullable(t.string) }),
    lateness,
  ],
  'CallEvent',
);

export const VoicemailEventJson = t.intersection(
  [
    t.type({
      event: oneOf(VOICEMAIL_EVENTS),
      ...envelope,
      voicemail_id: VoicemailId,
      dialpad_call_id: nullable(DialpadIdJson),
      duration_seconds: nullable(t.number),
      recording_url: nullable(t.string),
      transcript: nullable(t.string),
    }),
    lateness,
  ],
  'VoicemailEvent',
);

export const MessageEventJson = t.intersection(
  [
    t.type({
      event: oneOf(MESSAGE_EVENTS),
      ...envelope,
      message_id: MessageId,
      dialpad_message_id: DialpadIdJson,
      direction: nullable(DirectionJson),
      text: nullable(t.string),
      status: nullable(oneOf(MESSAGE_STATUSES)),
      sent_at: IsoTime,
    }),
    lateness,
  ],
  'MessageEvent',
);

/** Nobody listened for a while; or all that happened in that while is known by now. */
export const CoverageEventJson = t.type(
  { event: oneOf(COVERAGE_EVENTS), ...place, from: IsoTime, to: IsoTime },
  'CoverageEvent',
);

const aboutTheStream = { stream: t.string, seq: t.number };

/** What a client that speaks cti.v1 is told first. */
export const StreamHelloJson = t.type(
  { event: t.literal('stream.hello'), ...aboutTheStream, app_id: AppId },
  'StreamHello',
);

/** What a client is told whose past is gone. */
export const StreamResetJson = t.type({ event: t.literal('stream.reset'), ...aboutTheStream }, 'StreamReset');

/** What a client is told that speaks. */
export const StreamErrorJson = t.type({ event: t.literal('error'), message: t.string }, 'StreamError');

export const EventJson = t.union([CallEventJson, VoicemailEventJson, MessageEventJson, CoverageEventJson]);
export type EventJson = t.OutputOf<typeof EventJson>;

/** Everything that a socket can say. */
export const SocketMessageJson = t.union([EventJson, StreamHelloJson, StreamResetJson, StreamErrorJson]);

/** An event as it goes over the wire. */
export const eventToJson = (event: AppEvent): EventJson => {
  const { content } = event;
  const place = { event_id: event.id, seq: event.seq, timestamp: event.happenedAt };
  if ('gap' in content) {
    return CoverageEventJson.encode({ event: content.type, ...place, from: content.gap.from, to: content.gap.to });
  }
  const common = {
    ...place,
    target_crm_user: event.targetCrmUser,
    ...(event.replayed ? { replayed: true as const } : {}),
  };
  if ('call' in content) {
    const { call } = content;
    const over = isLive(call.status)
      ? {}
      : { ended_at: call.endedAt, duration_seconds: call.durationSeconds, recording_url: call.recordingUrl };
    const recording = call.recordingUrl === null ? {} : { recording_url: call.recordingUrl };
    return CallEventJson.encode({
      event: content.type,
      ...common,
      call_id: call.id,
      dialpad_call_id: call.dialpadCallId,
      conversation_id: call.conversationId,
      direction: call.direction,
      from_number: call.fromNumber,
      to_number: call.toNumber,
      status: call.status === 'ended' ? 'completed' : call.status,
      dialpad_user_id: call.dialpadUserId,
      started_at: call.startedAt,
      ...recording,
      ...over,
      ...callDetailsToJson(call.details),
      ...(content.type === 'call.updated'
        ? { changed: content.changed.map(fieldToJson), previous_crm_user: content.previous?.crmUser ?? null }
        : {}),
    });
  }
  if ('voicemail' in content) {
    const { voicemail } = content;
    return VoicemailEventJson.encode({
      event: content.type,
      ...common,
      voicemail_id: voicemail.id,
      dialpad_call_id: voicemail.dialpadCallId,
      from_number: voicemail.fromNumber,
      to_number: voicemail.toNumber,
      dialpad_user_id: voicemail.dialpadUserId,
      duration_seconds: voicemail.durationSeconds,
      recording_url: voicemail.recordingUrl,
      transcript: voicemail.transcript,
    });
  }
  const { message } = content;
  return MessageEventJson.encode({
    event: content.type,
    ...common,
    message_id: message.id,
    dialpad_message_id: message.dialpadMessageId,
    direction: message.direction,
    from_number: message.fromNumber,
    to_number: message.toNumber,
    text: message.text,
    status: message.status,
    dialpad_user_id: message.dialpadUserId,
    sent_at: message.sentAt,
  });
};
