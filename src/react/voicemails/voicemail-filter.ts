import type { QueryOf, Voicemail, VoicemailEvent } from '../../client/index.js';
import type { Match } from '../match.js';
import { mayBeSameNumber } from '../phone-number.js';

/** What `GET /api/voicemails` is asked; its pages are read as they are wanted. */
export type VoicemailQuery = Omit<QueryOf<'GET', '/api/voicemails'>, 'offset' | 'cursor'>;

/** A voicemail as both REST and the stream know it. */
export type ShownVoicemail = Omit<Voicemail, 'app_id'>;

/** Whether a voicemail is one of those that a query asks for. */
export const voicemailMatch = (voicemail: ShownVoicemail, query: VoicemailQuery): Match => {
  const { limit: _, dialpad_user_id, from, to, number, ...others } = query;
  const { from_number, to_number } = voicemail;
  if (dialpad_user_id && String(voicemail.dialpad_user_id) !== dialpad_user_id) return 'no';
  if (from && !mayBeSameNumber(from_number, from)) return 'no';
  if (to && !mayBeSameNumber(to_number, to)) return 'no';
  if (number && !mayBeSameNumber(from_number, number) && !mayBeSameNumber(to_number, number)) return 'no';
  const isAsked = [from, to, number, ...Object.values(others)].some((value) => value !== undefined && value !== '');
  return isAsked ? 'ask' : 'yes';
};

/** The voicemail as an event tells it, in the form in which REST has it. */
export const voicemailOfEvent = (event: VoicemailEvent, before?: ShownVoicemail): ShownVoicemail => ({
  id: event.voicemail_id,
  dialpad_call_id: event.dialpad_call_id,
  dialpad_user_id: event.dialpad_user_id,
  crm_user_id: event.target_crm_user,
  from_number: event.from_number,
  to_number: event.to_number,
  recording_url: event.recording_url,
  transcript: event.transcript,
  duration_seconds: event.duration_seconds,
  created_at: before?.created_at ?? event.timestamp,
  updated_at: event.timestamp,
});
