import * as t from 'io-ts';
import type { Call } from '../../../domain/call/call.js';
import { DialpadId } from '../../../domain/dialpad-id.js';
import * as Id from '../../../domain/ids.js';
import { restoreCall } from '../stored/restore-call.js';
import { DirectionJson, oneOf } from '../words.js';
import {
  Moment,
  maybeDialpadId,
  maybeKnown,
  maybeTime,
  orNull,
  Revision,
  refined,
  restored,
  Timestamp,
  texts,
  times,
} from './archive-parts.js';

/** The types of events that a call is announced by, each once. */
export const CALL_EVENT_TYPES = ['call.ring', 'call.dialing', 'call.started', 'call.ended', 'call.missed'] as const;

const AnnouncedEvent = refined<Call['announced'][number]>(
  'AnnouncedEvent',
  (text) => text.startsWith('recording ') || /^ring \d+$/.test(text) || CALL_EVENT_TYPES.some((type) => type === text),
);

const HoldState = oneOf(['talking', 'held', 'parked']);

const DetailFacts = t.strict({
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
});

/** The first archives of version 2 have no id of a recording. */
const maybeRecording = orNull(
  t.exact(
    t.intersection([t.type({ value: t.string, at: maybeTime }), t.partial({ receivedAt: Timestamp, id: t.string })]),
  ),
);

const firstCallFacts = t.type({
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
  details: DetailFacts,
});

const RingEnd = t.strict({
  at: Timestamp,
  stated: t.boolean,
  dialpadUserId: maybeDialpadId,
  durationSeconds: orNull(t.number),
});

/** Facts that the first archives of version 2 do not have. */
const addedCallFacts = t.partial({
  settledUserId: maybeKnown(DialpadId),
  ringEnd: orNull(RingEnd),
  endImpliedAt: orNull(Moment),
});

const CallFacts = t.exact(t.intersection([firstCallFacts, addedCallFacts]));

const LegContext = t.strict({ conversationId: DialpadId, answeredBy: maybeDialpadId, answeredElsewhere: t.boolean });

/** The fields of a call, without its facts. */
export const callFields = {
  id: Id.CallId,
  appId: Id.AppId,
  dialpadCallId: DialpadId,
  announced: t.readonlyArray(AnnouncedEvent),
  revision: Revision,
  ...times,
};

export const ArchivedCall = restored(t.strict({ ...callFields, facts: CallFacts, thread: LegContext }), restoreCall);
