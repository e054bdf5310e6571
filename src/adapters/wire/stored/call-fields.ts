import * as t from 'io-ts';
import type { Call } from '../../../domain/call/call.js';
import { DialpadId } from '../../../domain/dialpad-id.js';
import {
  Moment,
  maybeDialpadId,
  maybeKnown,
  maybeTime,
  orNull,
  refined,
  Timestamp,
  texts,
} from '../archive/archive-parts.js';
import { DirectionJson, oneOf } from '../words.js';

/* How the fields of a call are stored, in a database and in an archive. */

/** The types of events that a call is announced by, each once. */
export const CALL_EVENT_TYPES = ['call.ring', 'call.dialing', 'call.started', 'call.ended', 'call.missed'] as const;

export const AnnouncedEvent = refined<Call['announced'][number]>(
  'AnnouncedEvent',
  (text) => text.startsWith('recording ') || /^ring \d+$/.test(text) || CALL_EVENT_TYPES.some((type) => type === text),
);

const HoldState = oneOf(['talking', 'held', 'parked']);

/** The fields of `DetailFacts`. */
export const DETAIL_FIELDS = {
  contactName: maybeKnown(t.string),
  hold: maybeKnown(HoldState),
  transferred: t.boolean,
  transferredFrom: maybeKnown(DialpadId),
  labels: maybeKnown(texts),
  dispositions: maybeKnown(texts),
  recapSummary: maybeKnown(t.string),
  recapOutcome: maybeKnown(t.string),
  recapPurposes: maybeKnown(texts),
  recapActionItems: maybeKnown(texts),
  transcriptReady: t.boolean,
  satisfaction: maybeKnown(t.string),
  reviewUrl: maybeKnown(t.string),
  customData: maybeKnown(t.string),
};

/** The first archives of version 2 have no id of a recording. */
const maybeRecording = orNull(
  t.exact(
    t.intersection([t.type({ value: t.string, at: maybeTime }), t.partial({ receivedAt: Timestamp, id: t.string })]),
  ),
);

/** The fields of `CallFacts` that archives of version 2 have from the first on, but for the details. */
export const FIRST_FACT_FIELDS = {
  direction: maybeKnown(DirectionJson),
  fromNumber: maybeKnown(t.string),
  toNumber: maybeKnown(t.string),
  dialpadUserId: maybeKnown(DialpadId),
  startedAt: Moment,
  rangAt: orNull(Moment),
  masterCallId: maybeKnown(DialpadId),
  entryPointCallId: maybeKnown(DialpadId),
  operatorCallId: maybeKnown(DialpadId),
  connectedAt: orNull(Moment),
  endedAt: orNull(Moment),
  durationSeconds: maybeKnown(t.number),
  witnessed: t.boolean,
  stale: t.boolean,
  endSeen: t.boolean,
  missed: t.boolean,
  rejected: t.boolean,
  unanswered: t.boolean,
  voicemailLeft: t.boolean,
  recordingUrl: maybeRecording,
  companyRecordingUrl: maybeRecording,
};

const RingEnd = t.strict({
  at: Timestamp,
  stated: t.boolean,
  dialpadUserId: maybeDialpadId,
  durationSeconds: orNull(t.number),
});

/** Those that the first archives of version 2 do not have. */
export const ADDED_FACT_FIELDS = {
  settledUserId: maybeKnown(DialpadId),
  ringEnd: orNull(RingEnd),
  endImpliedAt: orNull(Moment),
};

const CrmFact = maybeKnown(orNull(t.string));

/** Those that archives have from version 3 on. */
export const CRM_FACT_FIELDS = { crm: orNull(t.strict({ disposition: CrmFact, note: CrmFact, recordUrl: CrmFact })) };

/** The fields of `LegContext`. */
export const CONTEXT_FIELDS = { conversationId: DialpadId, answeredBy: maybeDialpadId, answeredElsewhere: t.boolean };
