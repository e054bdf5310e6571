import {
  addressesOf,
  elementsOf,
  type Fields,
  field,
  firstAddress,
  millisecondsAsSeconds,
  objectsIn,
  type Reader,
  textOf,
  wordOf,
} from './json-fields.js';

/** The audio that a call event names, as URLs. */
export interface CallRecordings {
  /** The user's own recording of the call. */
  readonly user: string | null;
  /** The company's recording of the call. */
  readonly company: string | null;
  /** The ids of these recordings; null if they are not known. */
  readonly userId: string | null;
  readonly companyId: string | null;
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
  const ofVoicemail = new Set(voicemailUrls);
  const callUrls = addressesOf(field(event, 'recording_url')).filter((url) => !ofVoicemail.has(url));
  const user = callUrls[0] ?? detailUrls(event, 'callrecording')[0] ?? null;
  const company = companyRecording(event);
  const arePages = user === null && company === null;
  return {
    user: arePages ? firstAddress(field(event, 'call_recording_share_links')) : user,
    company: arePages ? firstAddress(field(event, 'admin_call_recording_share_links')) : company,
    userId: user === null ? null : idOfRecording(event, user, 'callrecording', company === null),
    companyId: company === null ? null : idOfRecording(event, company, 'admincallrecording', user === null),
    arePages,
    voicemail: voicemailAudio(event, voicemailUrls),
  };
};

/** The `recording_details` of one type. */
export const detailsOfType = (event: Fields, type: string): readonly Fields[] =>
  objectsIn(elementsOf(field(event, 'recording_details'))).filter(
    (detail) => wordOf(field(detail, 'recording_type')) === type,
  );

const detailUrls = (event: Fields, type: string): readonly string[] =>
  detailsOfType(event, type).flatMap((detail) => addressesOf(field(detail, 'url')));

/**
 * The id of the recording at a URL: that of the details with this URL, else of the only details of its type, else the only id that the
 * event names, if `isOnly` says that it names no other recording.
 */
const idOfRecording = (event: Fields, url: string, type: string, isOnly: boolean): string | null => {
  const details = detailsOfType(event, type);
  const exact = details.find((detail) => addressesOf(field(detail, 'url')).includes(url));
  const [detail = exact] = details.length === 1 ? details : [];
  if (detail !== undefined) return recordingId(field(detail, 'id'));
  const named = field(event, 'call_recording_ids');
  return isOnly && details.length === 0 && Array.isArray(named) && named.length === 1 ? recordingId(named[0]) : null;
};

const companyRecording = (event: Fields): string | null =>
  firstAddress(field(event, 'admin_recording_urls')) ??
  firstAddress(field(event, 'admin_call_recording_urls')) ??
  detailUrls(event, 'admincallrecording')[0] ??
  null;

const voicemailUrlsOf = (event: Fields): readonly string[] => [
  ...detailUrls(event, 'voicemail'),
  ...addressesOf(firstAddress(field(event, 'voicemail_link'))),
];

const voicemailAudio = (event: Fields, urls: readonly string[]): VoicemailAudio => {
  const details = detailsOfType(event, 'voicemail');
  const page = firstAddress(field(event, 'voicemail_share_link'));
  const [durationSeconds] = details.flatMap((detail) => millisecondsAsSeconds(field(detail, 'duration')) ?? []);
  return {
    isProven: details.length > 0 || recordingId(field(event, 'voicemail_recording_id')) !== null,
    url: urls[0] ?? page,
    isPage: urls.length === 0 && page !== null,
    durationSeconds: durationSeconds ?? null,
  };
};

/** The id of a recording: one word; some senders write `null` or the like where there is none. */
export const recordingId: Reader<string> = (value) => {
  const id = textOf(value)?.trim() ?? '';
  return /^\S{1,255}$/.test(id) && !NO_ID.has(id.toLowerCase()) ? id : null;
};
const NO_ID: ReadonlySet<string> = new Set(['0', 'null', 'none', 'undefined']);

/** The transcript that an event carries; null if it has none. */
export const voicemailTranscript = (event: Fields): string | null => textOf(field(event, 'transcription_text'));
