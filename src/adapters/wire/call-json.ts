import * as t from 'io-ts';
import type { Attributed } from '../../application/ports/listing.js';
import { CALL_STATUSES } from '../../domain/call/call-status.js';
import { type CallView, durationAt } from '../../domain/call/call-view.js';
import { CallId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { callDetailFields, callDetailsToText } from './call-details-json.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
import { idJson, idOrNull, textJson, textOrNull, timeJson, timeOrNull } from './json-text.js';
import { nullable } from './nullable.js';
import { DirectionJson, oneOf } from './words.js';

/** A call over REST (contract §5). */
export const CallJson = t.type(
  {
    id: CallId,
    dialpad_call_id: DialpadIdJson,
    conversation_id: DialpadIdJson,
    direction: nullable(DirectionJson),
    from_number: nullable(t.string),
    to_number: nullable(t.string),
    status: oneOf(CALL_STATUSES),
    dialpad_user_id: nullable(DialpadIdJson),
    crm_user_id: nullable(t.string),
    started_at: IsoTime,
    ended_at: nullable(IsoTime),
    duration_seconds: nullable(t.number),
    recording_url: nullable(t.string),
    ...callDetailFields,
    created_at: IsoTime,
    updated_at: IsoTime,
  },
  'Call',
);

/** A call as it stands at `now`, as JSON. */
export const callToText = (call: Attributed<CallView>, now: Timestamp): string =>
  `{"id":${textJson(call.id)},"dialpad_call_id":${idJson(call.dialpadCallId)},"conversation_id":${idJson(call.conversationId)},\
"direction":${textOrNull(call.direction)},"from_number":${textOrNull(call.fromNumber)},"to_number":${textOrNull(call.toNumber)},\
"status":${textJson(call.status)},"dialpad_user_id":${idOrNull(call.dialpadUserId)},"crm_user_id":${textOrNull(call.crmUserId)},\
"started_at":${timeJson(call.startedAt)},"ended_at":${timeOrNull(call.endedAt)},\
"duration_seconds":${JSON.stringify(durationAt(call, now))},"recording_url":${textOrNull(call.recordingUrl)},\
${callDetailsToText(call.details)},"created_at":${timeJson(call.createdAt)},"updated_at":${timeJson(call.updatedAt)}}`;
