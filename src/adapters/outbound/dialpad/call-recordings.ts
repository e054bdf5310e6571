import {
  type Fields,
  firstText,
  millisecondsAsSeconds,
  objectsIn,
  own,
  textOf,
  textsOf,
  wordOf,
} from './json-fields.js';

/** The audio that an event of Dialpad's names. */
export interface CallRecordings {
  /** The user's own recording of the call. */
  readonly user: string | null;
  /** The company's recording of the call. */
  readonly company: string | null;
  /** These two are pages that play the recording: all that the API names where it has no details. */
  readonly arePages: boolean;
  /** Null where no message was left. */
  readonly voicemail: MessageAudio | null;
}

interface MessageAudio {
  readonly url: string | null;
  readonly isPage: boolean;
  readonly durationSeconds: number | null;
}

/**
 * Tells apart the recordings of an event. `recording_url` is a list or one text and absent without the scope
 * `recordings_export`; `recording_details` is the steadier field. A voicemail is never taken for a recording of the call.
 */
export const recordingsOf = (event: Fields): CallRecordings => {
  const details = objectsIn(own(event, 'recording_details'));
  const ofType = (type: string): readonly Fields[] =>
    details.filter((detail) => wordOf(own(detail, 'recording_type')) === type);
  const urlsOf = (type: string): readonly string[] => ofType(type).flatMap((detail) => textsOf(own(detail, 'url')));

  const link = firstText(own(event, 'voicemail_link'));
  const messages = ofType('voicemail');
  const messageUrls = [...urlsOf('voicemail'), ...(link === null ? [] : [link])];
  const ofTheCall = textsOf(own(event, 'recording_url')).filter((url) => !messageUrls.includes(url));
  const [length] = messages.flatMap((detail) => millisecondsAsSeconds(own(detail, 'duration')) ?? []);
  const page = firstText(own(event, 'voicemail_share_link'));
  const left = messages.length > 0 || link !== null || page !== null;

  const user = ofTheCall[0] ?? urlsOf('callrecording')[0] ?? null;
  const company =
    firstText(own(event, 'admin_recording_urls')) ??
    firstText(own(event, 'admin_call_recording_urls')) ??
    urlsOf('admincallrecording')[0] ??
    null;
  const arePages = user === null && company === null;
  return {
    user: arePages ? firstText(own(event, 'call_recording_share_links')) : user,
    company: arePages ? firstText(own(event, 'admin_call_recording_share_links')) : company,
    arePages,
    voicemail: left
      ? { url: messageUrls[0] ?? page, isPage: messageUrls.length === 0, durationSeconds: length ?? null }
      : null,
  };
};

/** The transcript of the message, if there is one; Dialpad does not put the call's own transcript here. */
export const voicemailTranscript = (event: Fields): string | null => textOf(own(event, 'transcription_text'));
