import * as t from 'io-ts';
import type { Attributed } from '../../application/ports/listing.js';
import { CALL_STATUSES } from '../../domain/call/call-status.js';
import { type CallView, durationAt } from '../../domain/call/call-view.js';
import { CallId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { callDetailFields, callDetailsToJson } from './call-details-json.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
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

/** A call as it stands at `now`. */
export const callToJson = (call: Attributed<CallView>, now: Timestamp): t.OutputOf<typeof CallJson> =>
  CallJson.encode({
    id: call.id,
    dialpad_call_id: call.dialpadCallId,
    conversation_id: call.conversationId,
    direction: call.direction,
    from_number: call.fromNumber,
    to_number: call.toNumber,
    status: call.status,
    dialpad_user_id: call.dialpadUserId,
    crm_user_id: call.crmUserId,
    started_at: call.startedAt,
    ended_at: call.endedAt,
    duration_seconds: durationAt(call, now),
    recording_url: call.recordingUrl,
    ...callDetailsToJson(call.details),
    created_at: call.createdAt,
    updated_at: call.updatedAt,
  });
