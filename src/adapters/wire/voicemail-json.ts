import * as t from 'io-ts';
import type { Attributed } from '../../application/ports/listing.js';
import { AppId, VoicemailId } from '../../domain/ids.js';
import type { VoicemailView } from '../../domain/voicemail/voicemail.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
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

export const voicemailToJson = (voicemail: Attributed<VoicemailView>): t.OutputOf<typeof VoicemailJson> =>
  VoicemailJson.encode({
    id: voicemail.id,
    app_id: voicemail.appId,
    dialpad_call_id: voicemail.dialpadCallId,
    dialpad_user_id: voicemail.dialpadUserId,
    crm_user_id: voicemail.crmUserId,
    from_number: voicemail.fromNumber,
    to_number: voicemail.toNumber,
    recording_url: voicemail.recordingUrl,
    transcript: voicemail.transcript,
    duration_seconds: voicemail.durationSeconds,
    created_at: voicemail.createdAt,
    updated_at: voicemail.updatedAt,
  });
