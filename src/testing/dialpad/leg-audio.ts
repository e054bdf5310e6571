import type { Timestamp } from '../../domain/timestamp.js';
import type { CallLeg, Recording, VoicemailAudio } from './call-leg.js';

/** The audio of a leg that is ready at a moment. */
interface ReadyAudio {
  readonly recording: Recording | null;
  readonly companyRecording: Recording | null;
  readonly voicemail: VoicemailAudio | null;
}

/** The fields of an event about recordings, voicemails and share links, each from the time at which it is ready. */
export const audioFields = (leg: CallLeg, state: string, moment: Timestamp) => {
  const ready = readyAudio(leg, moment);
  const { recording, companyRecording, voicemail } = ready;
  return {
    voicemail_link: voicemailLink(leg, voicemail, moment),
    voicemail_recording_id: voicemail?.id ?? null,
    call_recording_ids: [recording, companyRecording].flatMap((one) => one?.id ?? []),
    transcription_text: voicemail !== null && voicemail.transcribedAt <= moment ? voicemail.transcript : null,
    recording_details: detailsOf(leg, ready),
    integrations: {},
    ...(leg.endedAt <= moment && state !== 'missed' ? shareLinks(leg.callId) : {}),
    ...(recording === null ? {} : { recording_url: [recordingUrl(recording)] }),
    ...(companyRecording === null ? {} : { admin_recording_urls: [companyUrl(companyRecording)] }),
  };
};

/** Set where the mailbox took the call, whether or not the caller leaves a message. */
const voicemailLink = ({ callId, mailboxAt }: CallLeg, voicemail: VoicemailAudio | null, moment: Timestamp) => {
  if (voicemail !== null) return voicemailUrl(voicemail);
  return mailboxAt !== null && mailboxAt <= moment ? `https://dialpad.com/v/${callId}` : null;
};

const readyAudio = ({ recording, companyRecording, voicemail }: CallLeg, moment: Timestamp): ReadyAudio => ({
  recording: recording !== null && recording.readyAt <= moment ? recording : null,
  companyRecording: companyRecording !== null && companyRecording.readyAt <= moment ? companyRecording : null,
  voicemail: voicemail !== null && voicemail.uploadedAt <= moment ? voicemail : null,
});

const detailsOf = ({ connectedAt, endedAt }: CallLeg, { recording, companyRecording, voicemail }: ReadyAudio) => {
  const talkMs = endedAt - (connectedAt ?? endedAt);
  return [
    recording && detail(recording.id, talkMs, 'callrecording', connectedAt, recordingUrl(recording)),
    companyRecording &&
      detail(companyRecording.id, talkMs, 'admincallrecording', connectedAt, companyUrl(companyRecording)),
    voicemail && detail(voicemail.id, voicemail.durationMs, 'voicemail', voicemail.recordedAt, voicemailUrl(voicemail)),
  ].filter((one) => one !== null);
};

const recordingUrl = ({ id }: Recording): string => `https://dialpad.com/r/${id}`;

const companyUrl = ({ id }: Recording): string => `https://dialpad.com/blob/adminrecording/${id}.mp3`;

const voicemailUrl = ({ id }: VoicemailAudio): string => `https://dialpad.com/secureblob/voicemail/${id}.mp3`;

const detail = (id: number, duration: number, type: string, startTime: Timestamp | null, url: string) => ({
  id: String(id),
  duration,
  recording_type: type,
  start_time: startTime,
  url,
});

const shareLinks = (callId: number) => ({
  company_call_review_share_link: `https://dialpad.com/shared/call/company-${callId.toString(36)}`,
  public_call_review_share_link: `https://dialpad.com/shared/call/public-${callId.toString(36)}`,
});
