import { type CallRecordings, voicemailTranscript } from './call-recordings.js';
import { type Fields, field, timeOf } from './json-fields.js';

interface VoicemailContent {
  readonly recordingUrl: string | null;
  readonly isRecordingPage: boolean;
  readonly transcript: string | null;
  readonly durationSeconds: number | null;
}

/** The voicemail that a call event proves; null where it proves none. State `voicemail` only means that the call reached the mailbox. */
export const voicemailOf = (
  event: Fields,
  state: string,
  { voicemail }: Pick<CallRecordings, 'voicemail'>,
): VoicemailContent | null => {
  const transcript = isAboutVoicemail(event, state, voicemail) ? voicemailTranscript(event) : null;
  if (state !== 'voicemail_uploaded' && voicemail === null && transcript === null) return null;
  return {
    recordingUrl: voicemail?.url ?? null,
    isRecordingPage: voicemail?.isPage === true,
    transcript,
    durationSeconds: voicemail?.durationSeconds ?? null,
  };
};

/** Whether a transcript is a voicemail's: of an answered call the API gives the call's own transcript in the same field. */
const isAboutVoicemail = (event: Fields, state: string, voicemail: CallRecordings['voicemail']): boolean =>
  voicemail !== null ||
  state === 'voicemail_uploaded' ||
  state === 'transcription' ||
  timeOf(field(event, 'date_connected')) === null;
