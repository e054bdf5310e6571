import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';
import * as Id from '../../../domain/ids.js';
import type { VoicemailKey } from '../../../domain/voicemail/voicemail.js';
import { restoreVoicemail } from '../stored/restore-voicemail.js';
import {
  maybeDialpadId,
  maybeKnown,
  maybeText,
  maybeTime,
  orNull,
  Revision,
  refined,
  restored,
  times,
} from './archive-parts.js';

const VoicemailKeyText = refined<VoicemailKey>('VoicemailKey', (text) => {
  const [, id] = /^(?:call|recording):(\d+)$/.exec(text) ?? [];
  return DialpadId.is(id);
});

const VoicemailFacts = t.strict({
  dialpadCallId: maybeKnown(DialpadId),
  dialpadUserId: maybeKnown(DialpadId),
  fromNumber: maybeKnown(t.string),
  toNumber: maybeKnown(t.string),
  recordingUrl: maybeKnown(t.string),
  transcript: maybeKnown(t.string),
  durationSeconds: maybeKnown(t.number),
});

const StoredVoicemail = t.strict({
  id: Id.VoicemailId,
  appId: Id.AppId,
  key: VoicemailKeyText,
  /** Missing in files of versions that knew a voicemail by its first key only. */
  keys: t.union([t.readonlyArray(VoicemailKeyText), t.undefined]),
  facts: VoicemailFacts,
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
