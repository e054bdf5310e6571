import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';
import { restoreCall } from '../stored/restore-call.js';
import { DirectionJson } from '../words.js';
import { ARCHIVE_CODECS, type ArchiveCodecs } from './archive-codecs.js';
import { Moment, maybeKnown, orNull, restored } from './archive-parts.js';
import { callFields } from './archived-call.js';
import { callViewFields } from './archived-call-view.js';
import { archivedEventOf, callContentOf, MessageContent, VoicemailContent } from './archived-event.js';

const CallFacts = t.strict({
  direction: maybeKnown(DirectionJson),
  fromNumber: maybeKnown(t.string),
  toNumber: maybeKnown(t.string),
  dialpadUserId: maybeKnown(DialpadId),
  startedAt: Moment,
  connectedAt: orNull(Moment),
  endedAt: orNull(Moment),
  durationSeconds: maybeKnown(t.number),
  witnessed: t.boolean,
  missed: t.boolean,
  rejected: t.boolean,
  unanswered: t.boolean,
  voicemailLeft: t.boolean,
  recordingUrl: maybeKnown(t.string),
  companyRecordingUrl: maybeKnown(t.string),
});

const EventContent = t.union([callContentOf(t.strict(callViewFields)), VoicemailContent, MessageContent]);

/**
 * Reads the records of an archive file of version 1, in which a call has no details, and is a conversation of its own, not a leg of
 * one.
 */
export const ARCHIVE_V1_CODECS: ArchiveCodecs = {
  ...ARCHIVE_CODECS,
  call: restored(t.strict({ ...callFields, facts: CallFacts }), restoreCall),
  event: archivedEventOf(EventContent),
};
