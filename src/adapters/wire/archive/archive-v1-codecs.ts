import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';
import { restoreCall } from '../stored/restore-call.js';
import { DirectionJson } from '../words.js';
import {
  ARCHIVE_CODECS,
  type ArchiveCodecs,
  callEventOf,
  callFields,
  callViewFields,
  MessageEventType,
  restored,
  restoredEvent,
  VoicemailEventType,
} from './archive-codecs.js';
import { Moment, maybeKnown, orNull } from './archive-parts.js';

/*
 * What the records of an archive file of version 1 looked like, where they looked otherwise: calls were known by themselves, and not as
 * legs of a conversation, nor with details.
 */

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

const EventContent = t.union([callEventOf(t.strict(callViewFields)), VoicemailEventType, MessageEventType]);

/** How the record of each kind is read from JSON. */
export const ARCHIVE_V1_CODECS: ArchiveCodecs = {
  ...ARCHIVE_CODECS,
  call: restored(t.strict({ ...callFields, facts: CallFacts }), restoreCall),
  event: restoredEvent(EventContent),
};
