import * as t from 'io-ts';
import * as Id from '../../../domain/ids.js';
import { restoreVoicemail } from '../stored/restore-voicemail.js';
import { VOICEMAIL_FACT_FIELDS, VoicemailKeyText } from '../stored/voicemail-fields.js';
import { maybeDialpadId, maybeText, maybeTime, orNull, Revision, restored, times } from './archive-parts.js';

const StoredVoicemail = t.strict({
  id: Id.VoicemailId,
  appId: Id.AppId,
  key: VoicemailKeyText,
  /** Missing in files of versions that knew a voicemail by its first key only. */
  keys: t.union([t.readonlyArray(VoicemailKeyText), t.undefined]),
  facts: t.strict(VOICEMAIL_FACT_FIELDS),
  deletedAt: maybeTime,
  revision: Revision,
  ...times,
});

export const ArchivedVoicemail = restored(StoredVoicemail, restoreVoicemail);

/** A voicemail as an event shows it. */
export const ArchivedVoicemailView = t.strict({
  id: Id.VoicemailId,
  appId: Id.AppId,
  dialpadCallId: maybeDialpadId,
  dialpadUserId: maybeDialpadId,
  fromNumber: maybeText,
  toNumber: maybeText,
  recordingUrl: maybeText,
  transcript: maybeText,
  durationSeconds: orNull(t.number),
  ...times,
});
