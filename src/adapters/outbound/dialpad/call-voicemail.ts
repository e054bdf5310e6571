import { type CallRecordings, voicemailTranscript } from './call-recordings.js';
import { timeOf } from './event-times.js';
import { type Fields, field } from './json-fields.js';

interface VoicemailContent {
  readonly recordingUrl: string | null;
  readonly isRecordingPage: boolean;
  readonly transcript: string | null;
  readonly durationSeconds: number | null;
}

/**
 * The voicemail that a call event proves; null where it proves none. Proof is the upload, the recording of a message or its transcript
 * (events.md §5). State `voicemail` and the address of a mailbox only mean that the call reached the mailbox.
 */
export const voicemailOf = (
  event: Fields,
  state: string,
  { voicemail }: Pick<CallRecordings, 'voicemail'>,
): VoicemailContent | null => {
  const isUploaded = state === 'voicemail_uploaded' || voicemail.isProven;
  const transcript = isUploaded || isOfVoicemail(event, state) ? voicemailTranscript(event) : null;
  if (!isUploaded && transcript === null) return null;
  return {
    recordingUrl: voicemail.url,
    isRecordingPage: voicemail.isPage,
    transcript,
    durationSeconds: voicemail.durationSeconds,
  };
};

/** Whether a transcript is a voicemail's: of an answered call the API gives the call's own transcript in the same field. */
const isOfVoicemail = (event: Fields, state: string): boolean =>
  state === 'transcription' || timeOf(field(event, 'date_connected')) === null;
