import * as t from 'io-ts';
import type { Attributed } from '../../application/ports/listing.js';
import { AppId, VoicemailId } from '../../domain/ids.js';
import type { VoicemailView } from '../../domain/voicemail/voicemail.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
import { idOrNull, textJson, textOrNull, timeJson } from './json-text.js';
import { nullable } from './nullable.js';

/** A voicemail over REST (contract §5). */
export const VoicemailJson = t.type(
  {
    id: VoicemailId,
    app_id: AppId,
    dialpad_call_id: nullable(DialpadIdJson),
    dialpad_user_id: nullable(DialpadIdJson),
    crm_user_id: nullable(t.string),
    from_number: nullable(t.string),
    to_number: nullable(t.string),
    recording_url: nullable(t.string),
    transcript: nullable(t.string),
    duration_seconds: nullable(t.number),
    created_at: IsoTime,
    updated_at: IsoTime,
  },
  'Voicemail',
);

/** A voicemail as JSON. */
export const voicemailToText = (voicemail: Attributed<VoicemailView>): string =>
  `{"id":${textJson(voicemail.id)},"app_id":${textJson(voicemail.appId)},"dialpad_call_id":${idOrNull(voicemail.dialpadCallId)},\
"dialpad_user_id":${idOrNull(voicemail.dialpadUserId)},"crm_user_id":${textOrNull(voicemail.crmUserId)},\
"from_number":${textOrNull(voicemail.fromNumber)},"to_number":${textOrNull(voicemail.toNumber)},\
"recording_url":${textOrNull(voicemail.recordingUrl)},"transcript":${textOrNull(voicemail.transcript)},\
"duration_seconds":${JSON.stringify(voicemail.durationSeconds)},\
"created_at":${timeJson(voicemail.createdAt)},"updated_at":${timeJson(voicemail.updatedAt)}}`;
