import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { RECORD_KINDS } from '../../../application/ports/app-records.js';
import type { ArchiveKind, ArchiveRecords } from '../../../application/ports/archive.js';
import { INBOX_STATUSES } from '../../../application/ports/inbox.js';
import type { Call } from '../../../domain/call/call.js';
import { CALL_STATUSES } from '../../../domain/call/call-status.js';
import type { CallField } from '../../../domain/call/call-view.js';
import { DialpadId } from '../../../domain/dialpad-id.js';
import * as Id from '../../../domain/ids.js';
import { MESSAGE_STATUSES } from '../../../domain/message/message.js';
import type { VoicemailKey } from '../../../domain/voicemail/voicemail.js';
import { restoreCall } from '../stored/restore-call.js';
import { restoreEvent, type StoredEventContent } from '../stored/restore-event.js';
import { DirectionJson, oneOf } from '../words.js';
import {
  Count,
  Moment,
  maybeDialpadId,
  maybeKnown,
  maybeText,
  maybeTime,
  orNull,
  Revision,
  refined,
  Timestamp,
} from './archive-parts.js';

/*
 * The records of an archive file of version 2: the domain's own shapes. What looked otherwise in version 1 is in `archive-codecs-1.ts`.
 * Whoever changes a shape here makes a version 3, and keeps the old one for the files that are about.
 */

/** Event types of a call that are announced once. */
const CALL_EVENT_TYPES = ['call.ring', 'call.dialing', 'call.started', 'call.ended', 'call.missed'] as const;

const AnnouncedEvent = refined<Call['announced'][number]>(
  'AnnouncedEvent',
  (text) =>
    text.startsWith('recording ') || /^ring \d+$/.test(text) || CALL_EVENT_TYPES.some((content) => content === text),
);

const VoicemailKeyText = refined<VoicemailKey>('VoicemailKey', (text) => {
  const [, id] = /^(?:call|recording):(\d+)$/.exec(text) ?? [];
  return DialpadId.is(id);
});

const texts = t.readonlyArray(t.string);

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
  recordingUrl: maybeKnown(t.string),
  companyRecordingUrl: maybeKnown(t.string),
  details: DetailFacts,
});

const RingEnd = t.strict({
  at: Timestamp,
  stated: t.boolean,
  dialpadUserId: maybeDialpadId,
  durationSeconds: orNull(t.number),
});

/** Facts that the first archives of this version do not have. */
const addedCallFacts = t.partial({
  settledUserId: maybeKnown(DialpadId),
  ringEnd: orNull(RingEnd),
  endImpliedAt: orNull(Moment),
});

const CallFacts = t.exact(t.intersection([firstCallFacts, addedCallFacts]));

const LegContext = t.strict({ conversationId: DialpadId, answeredBy: maybeDialpadId, answeredElsewhere: t.boolean });

const VoicemailFacts = t.strict({
  dialpadCallId: maybeKnown(DialpadId),
  dialpadUserId: maybeKnown(DialpadId),
  fromNumber: maybeKnown(t.string),
  toNumber: maybeKnown(t.string),
  recordingUrl: maybeKnown(t.string),
  transcript: maybeKnown(t.string),
  durationSeconds: maybeKnown(t.number),
});

const MessageFacts = t.strict({
  direction: maybeKnown(DirectionJson),
  fromNumber: maybeKnown(t.string),
  toNumber: maybeKnown(t.string),
  text: maybeKnown(t.string),
  status: orNull(oneOf(MESSAGE_STATUSES)),
  dialpadUserId: maybeKnown(DialpadId),
  sentAt: Moment,
});

const times = { createdAt: Timestamp, updatedAt: Timestamp };

/** What was shown of a call from the first version on. */
export const callViewFields = {
  id: Id.CallId,
  appId: Id.AppId,
  dialpadCallId: DialpadId,
  direction: orNull(DirectionJson),
  fromNumber: maybeText,
  toNumber: maybeText,
  status: oneOf(CALL_STATUSES),
  dialpadUserId: maybeDialpadId,
  startedAt: Timestamp,
  endedAt: maybeTime,
  durationSeconds: orNull(t.number),
  recordingUrl: maybeText,
  ...times,
};

const EndedReason = oneOf(['stale', 'transferred']);
const Waiting = oneOf(['held', 'parked']);

const detailFields = {
  answeredBy: maybeDialpadId,
  answeredElsewhere: t.boolean,
  endedReason: orNull(EndedReason),
  contactName: maybeText,
  hold: orNull(Waiting),
  transferredFrom: maybeDialpadId,
  labels: texts,
  dispositions: texts,
  recap: orNull(t.strict({ summary: maybeText, outcome: maybeText, purposes: texts, actionItems: texts })),
  transcriptReady: t.boolean,
  satisfaction: maybeText,
  reviewUrl: maybeText,
  customData: maybeText,
};

const CallView = t.strict({ ...callViewFields, conversationId: DialpadId, details: t.strict(detailFields) });

const CALL_FIELDS = Object.keys({ ...callViewFields, conversationId: null, ...detailFields }) as readonly CallField[];

const VoicemailView = t.strict({
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

const MessageView = t.strict({
  id: Id.MessageId,
  appId: Id.AppId,
  dialpadMessageId: DialpadId,
  direction: orNull(DirectionJson),
  fromNumber: maybeText,
  toNumber: maybeText,
  text: maybeText,
  status: orNull(oneOf(MESSAGE_STATUSES)),
  dialpadUserId: maybeDialpadId,
  sentAt: Timestamp,
  ...times,
});

/** What was told of a call from the first version on, whatever was shown of it. */
export const callEventOf = <C extends t.Mixed>(call: C) =>
  t.strict({ type: oneOf([...CALL_EVENT_TYPES, 'call.recording.completed']), call });

/** Content that has not changed since version 1. */
export const VoicemailEventType = t.strict({
  type: oneOf(['voicemail.received', 'voicemail.updated']),
  voicemail: VoicemailView,
});
export const MessageEventType = t.strict({
  type: oneOf(['message.received', 'message.sent', 'message.updated']),
  message: MessageView,
});

const Gap = t.strict({ from: Timestamp, to: Timestamp, detectedAt: Timestamp, filledAt: maybeTime });

const EventContent = t.union([
  callEventOf(CallView),
  t.exact(
    t.intersection([
      t.type({ type: t.literal('call.updated'), call: CallView, changed: t.readonlyArray(oneOf(CALL_FIELDS)) }),
      t.partial({ previous: t.strict({ dialpadUserId: maybeDialpadId, crmUser: maybeText }) }),
    ]),
  ),
  VoicemailEventType,
  MessageEventType,
  t.strict({ type: oneOf(['coverage.gap_detected', 'coverage.gap_filled']), gap: Gap }),
]);

/** A call, all but what is known of it. */
export const callFields = {
  id: Id.CallId,
  appId: Id.AppId,
  dialpadCallId: DialpadId,
  announced: t.readonlyArray(AnnouncedEvent),
  revision: Revision,
  ...times,
};

/** Reads what an older version wrote, and makes of it what is kept today. */
export const restored = <Stored, A>(
  codec: t.Decoder<unknown, Stored>,
  restore: (stored: Stored) => A,
): t.Decoder<unknown, A> => ({
  name: codec.name,
  validate: (u, context) => E.map(restore)(codec.validate(u, context)),
  decode: (u) => E.map(restore)(codec.decode(u)),
});

/** An event and when it was recorded. */
export const restoredEvent = <C extends StoredEventContent>(
  news: t.Type<C, unknown, unknown>,
): t.Decoder<unknown, ArchiveRecords['event']> =>
  restored(
    t.strict({
      event: t.strict({
        id: Id.EventId,
        appId: Id.AppId,
        seq: Revision,
        happenedAt: Timestamp,
        targetCrmUser: maybeText,
        replayed: t.boolean,
        news,
      }),
      recordedAt: Timestamp,
    }),
    ({ event, recordedAt }) => ({ event: restoreEvent(event), recordedAt }),
  );

/** Reads the records of each kind. */
export type ArchiveCodecs = { readonly [K in ArchiveKind]: t.Decoder<unknown, ArchiveRecords[K]> };

/** How the record of each kind is read from JSON. */
export const ARCHIVE_CODECS: ArchiveCodecs = {
  app: t.strict({
    app: t.strict({ id: Id.AppId, name: t.string, isActive: t.boolean, ...times }),
    keyRevision: Count,
  }),
  organization: t.strict({ id: DialpadId, appId: Id.AppId }),
  apiKey: t.strict({
    id: Id.KeyId,
    appId: Id.AppId,
    hash: t.string,
    hint: t.string,
    createdAt: Timestamp,
    validUntil: maybeTime,
    lastUsedAt: maybeTime,
  }),
  audit: t.strict({
    entry: t.strict({
      id: Id.AuditId,
      appId: Id.AppId,
      action: oneOf(['created', 'rotated', 'revoked']),
      oldKeyHint: maybeText,
      newKeyHint: maybeText,
      performedAt: Timestamp,
    }),
    revision: Revision,
  }),
  mapping: t.strict({ id: Id.MappingId, appId: Id.AppId, dialpadUserId: DialpadId, crmUserId: t.string, ...times }),
  appRecord: t.strict({ appId: Id.AppId, kind: oneOf(RECORD_KINDS), value: t.string, revision: Revision }),
  call: restored(t.strict({ ...callFields, facts: CallFacts, thread: LegContext }), restoreCall),
  voicemail: t.strict({
    id: Id.VoicemailId,
    appId: Id.AppId,
    key: VoicemailKeyText,
    facts: VoicemailFacts,
    deletedAt: maybeTime,
    revision: Revision,
    ...times,
  }),
  message: t.strict({
    id: Id.MessageId,
    appId: Id.AppId,
    dialpadMessageId: DialpadId,
    facts: MessageFacts,
    revision: Revision,
    ...times,
  }),
  stream: t.strict({ appId: Id.AppId, seq: Count }),
  event: restoredEvent(EventContent),
  delivery: t.strict({
    id: Id.InboxId,
    appId: orNull(Id.AppId),
    namedAppId: orNull(Id.AppId),
    dedupeKey: t.string,
    name: maybeText,
    payload: t.string,
    receivedAt: Timestamp,
    status: oneOf(INBOX_STATUSES),
    attempts: Count,
    replayed: t.boolean,
    reason: maybeText,
    availableAt: Timestamp,
    processedAt: maybeTime,
  }),
};
