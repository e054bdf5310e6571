import * as t from 'io-ts';
import { RECORD_KINDS } from '../../application/ports/app-records.js';
import type { ArchiveKind, ArchiveRecords } from '../../application/ports/archive.js';
import { INBOX_STATUSES } from '../../application/ports/inbox.js';
import type { Call } from '../../domain/call/call.js';
import { CALL_STATUSES } from '../../domain/call/call-status.js';
import { DialpadId } from '../../domain/dialpad-id.js';
import * as Id from '../../domain/ids.js';
import { MESSAGE_STATUSES } from '../../domain/message/message.js';
import type { VoicemailKey } from '../../domain/voicemail/voicemail.js';
import { DirectionJson, oneOf } from '../wire/words.js';

/*
 * The records of an archive file: the domain's own shapes. Version 2 added `appRecord`; the shapes of version 1 are as they were, so
 * its files are read by the same codecs. Whoever changes a shape in such a way that files that are about could no longer be read makes
 * a further version, and keeps these for the others.
 */

/** The unknown first, which costs least. */
const orNull = <A>(codec: t.Type<A, unknown, unknown>): t.Type<A | null, unknown, unknown> =>
  new t.Type<A | null, unknown, unknown>(
    `${codec.name} or null`,
    (u): u is A | null => u === null || codec.is(u),
    (u, context) => (u === null ? t.success(null) : codec.validate(u, context)),
    (value) => (value === null ? null : codec.encode(value)),
  );

const whole = (name: string, least: number): t.Type<number, number, unknown> => {
  const is = (u: unknown): u is number => Number.isSafeInteger(u) && Number(u) >= least;
  return new t.Type<number, number, unknown>(
    name,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  );
};

const Timestamp = whole('Timestamp', Number.MIN_SAFE_INTEGER);
const Count = whole('Count', 0);
const Revision = whole('Revision', 1);

const maybeText = orNull(t.string);
const maybeTime = orNull(Timestamp);
const maybeDialpadId = orNull(DialpadId);

const maybeKnown = <A>(value: t.Type<A, unknown, unknown>) => orNull(t.strict({ value, at: maybeTime }));
const Moment = t.strict({ at: Timestamp, stated: t.boolean });

const refined = <A extends string>(name: string, is: (text: string) => boolean): t.Type<A, string, unknown> =>
  new t.Type<A, string, unknown>(
    name,
    (u): u is A => typeof u === 'string' && is(u),
    (u, context) => (typeof u === 'string' && is(u) ? t.success(u as A) : t.failure(u, context)),
    t.identity,
  );

const CALL_NEWS = ['call.ring', 'call.started', 'call.ended', 'call.missed'] as const;

const Announcement = refined<Call['announced'][number]>(
  'Announcement',
  (text) => text.startsWith('recording ') || CALL_NEWS.some((news) => news === text),
);

const VoicemailKeyText = refined<VoicemailKey>('VoicemailKey', (text) => {
  const [, id] = /^(?:call|recording):(\d+)$/.exec(text) ?? [];
  return DialpadId.is(id);
});

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

const CallView = t.strict({
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
});

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

const News = t.union([
  t.strict({ type: oneOf([...CALL_NEWS, 'call.recording.completed']), call: CallView }),
  t.strict({ type: oneOf(['voicemail.received', 'voicemail.updated']), voicemail: VoicemailView }),
  t.strict({ type: oneOf(['message.received', 'message.sent', 'message.updated']), message: MessageView }),
]);

/** How the record of each kind is read from JSON. */
export const ARCHIVE_CODECS: { readonly [K in ArchiveKind]: t.Decoder<unknown, ArchiveRecords[K]> } = {
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
  call: t.strict({
    id: Id.CallId,
    appId: Id.AppId,
    dialpadCallId: DialpadId,
    facts: CallFacts,
    announced: t.readonlyArray(Announcement),
    revision: Revision,
    ...times,
  }),
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
  event: t.strict({
    event: t.strict({
      id: Id.EventId,
      appId: Id.AppId,
      seq: Revision,
      happenedAt: Timestamp,
      targetCrmUser: maybeText,
      replayed: t.boolean,
      news: News,
    }),
    recordedAt: Timestamp,
  }),
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
