import {
  type Fields,
  field,
  firstText,
  millisecondsAsSeconds,
  objectsIn,
  textOf,
  textsOf,
  wordOf,
} from './json-fields.js';

/** The audio that a call event names, as URLs. */
export interface CallRecordings {
  /** The user's own recording of the call. */
  readonly user: string | null;
  /** The company's recording of the call. */
  readonly company: string | null;
  /** `user` and `company` are pages that play the recording: all that the API names where it has no details. */
  readonly arePages: boolean;
  readonly voicemail: VoicemailAudio;
}

interface VoicemailAudio {
  /** The event names the recording of a message. An address alone names none: it is also set for a caller who left no message. */
  readonly isProven: boolean;
  readonly url: string | null;
  readonly isPage: boolean;
  readonly durationSeconds: number | null;
}

/**
 * The recordings of an event by kind. `recording_url` is a list or one text, and absent without the scope `recordings_export`;
 * `recording_details` is the more reliable field. A voicemail never counts as a recording of the call.
 */
export const recordingsOf = (event: Fields): CallRecordings => {
  const voicemailUrls = voicemailUrlsOf(event);
  const callUrls = textsOf(field(event, 'recording_url')).filter((url) => !voicemailUrls.includes(url));
  const user = callUrls[0] ?? detailUrls(event, 'callrecording')[0] ?? null;
  const company = companyRecording(event);
  const arePages = user === null && company === null;
  return {
    user: arePages ? firstText(field(event, 'call_recording_share_links')) : user,
    company: arePages ? firstText(field(event, 'admin_call_recording_share_links')) : company,
    arePages,
    voicemail: voicemailAudio(event, voicemailUrls),
  };
};

/** The `recording_details` of one type. */
export const detailsOfType = (event: Fields, type: string): readonly Fields[] =>
  objectsIn(field(event, 'recording_details')).filter((detail) => wordOf(field(detail, 'recording_type')) === type);

const detailUrls = (event: Fields, type: string): readonly string[] =>
  detailsOfType(event, type).flatMap((detail) => textsOf(field(detail, 'url')));

const companyRecording = (event: Fields): string | null =>
  firstText(field(event, 'admin_recording_urls')) ??
  firstText(field(event, 'admin_call_recording_urls')) ??
  detailUrls(event, 'admincallrecording')[0] ??
  null;

const voicemailUrlsOf = (event: Fields): readonly string[] => [
  ...detailUrls(event, 'voicemail'),
  ...textsOf(firstText(field(event, 'voicemail_link'))),
];

const voicemailAudio = (event: Fields, urls: readonly string[]): VoicemailAudio => {
  const details = detailsOfType(event, 'voicemail');
  const page = firstText(field(event, 'voicemail_share_link'));
  const [durationSeconds] = details.flatMap((detail) => millisecondsAsSeconds(field(detail, 'duration')) ?? []);
  return {
    isProven: details.length > 0 || isId(field(event, 'voicemail_recording_id')),
    url: urls[0] ?? page,
    isPage: urls.length === 0 && page !== null,
    durationSeconds: durationSeconds ?? null,
  };
};

/** Whether a value names a recording; some senders write a word where there is none. */
const isId = (value: unknown): boolean => !NO_ID.has(textOf(value)?.trim().toLowerCase() ?? '');
const NO_ID: ReadonlySet<string> = new Set(['', '0', 'null', 'none', 'undefined']);

/** The transcript that an event carries; null if it has none. */
export const voicemailTranscript = (event: Fields): string | null => textOf(field(event, 'transcription_text'));
