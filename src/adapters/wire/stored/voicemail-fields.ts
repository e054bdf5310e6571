import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';
import type { VoicemailKey } from '../../../domain/voicemail/voicemail.js';
import { maybeKnown, refined } from '../archive/archive-parts.js';

/* How the fields of a voicemail are stored, in a database and in an archive. */

export const VoicemailKeyText = refined<VoicemailKey>('VoicemailKey', (text) => {
  const [, id] = /^(?:call|recording):(\d+)$/.exec(text) ?? [];
  return DialpadId.is(id);
});

/** The fields of `VoicemailFacts`. */
export const VOICEMAIL_FACT_FIELDS = {
  dialpadCallId: maybeKnown(DialpadId),
  dialpadUserId: maybeKnown(DialpadId),
  fromNumber: maybeKnown(t.string),
  toNumber: maybeKnown(t.string),
  recordingUrl: maybeKnown(t.string),
  transcript: maybeKnown(t.string),
  durationSeconds: maybeKnown(t.number),
};
