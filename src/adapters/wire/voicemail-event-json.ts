import * as t from 'io-ts';
import type { AppEvent, EventContent } from '../../domain/event/app-event.js';
import { VoicemailId } from '../../domain/ids.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { envelope, envelopeOf, lateness } from './event-envelope.js';
import { nullable } from './nullable.js';
import { oneOf } from './words.js';

export const VOICEMAIL_EVENTS = ['voicemail.received', 'voicemail.updated'] as const;

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

export const voicemailEventToJson = (
  event: AppEvent,
  { type, voicemail }: Extract<EventContent, { readonly voicemail: unknown }>,
): t.OutputOf<typeof VoicemailEventJson> =>
  VoicemailEventJson.encode({
    event: type,
    ...envelopeOf(event),
    voicemail_id: voicemail.id,
    dialpad_call_id: voicemail.dialpadCallId,
    from_number: voicemail.fromNumber,
    to_number: voicemail.toNumber,
    dialpad_user_id: voicemail.dialpadUserId,
    duration_seconds: voicemail.durationSeconds,
    recording_url: voicemail.recordingUrl,
    transcript: voicemail.transcript,
  });
