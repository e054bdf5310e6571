import type { Commit } from '../../application/ports/aggregates.js';
import type { AppRecord } from '../../application/ports/app-records.js';
import type { AdminAct } from '../../application/ports/audit-log.js';
import { type Appended, type Lease, type NewDelivery, newEventOf } from '../../application/ports/inbox.js';
import { type ApiKey, emptyRing, type KeyChange, type KeyRing, rotateKey } from '../../domain/app/api-key.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { Call } from '../../domain/call/call.js';
import type { CallObservation } from '../../domain/call/call-facts.js';
import { viewOf } from '../../domain/call/call-view.js';
import { observe } from '../../domain/call/observe-call.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { NewAppEvent } from '../../domain/event/app-event.js';
import type {
  ActId,
  AppId,
  AuditId,
  CallId,
  EventId,
  InboxId,
  KeyId,
  MessageId,
  VoicemailId,
} from '../../domain/ids.js';
import { type Message, type MessageObservation, observeMessage } from '../../domain/message/message.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { observeVoicemail, type Voicemail, type VoicemailObservation } from '../../domain/voicemail/voicemail.js';

/** Monday, 23 November 2026, 12:00 UTC. */
export const NOON: Timestamp = Date.UTC(2026, 10, 23, 12);

/** The largest int64, which a JavaScript number cannot hold. */
export const LARGEST_ID = '9223372036854775807' as DialpadId;

/** A text that a careless adapter would change: letters beyond ASCII, an emoji of several code points, quotes, wildcards. */
export const SPECIAL_CHARACTERS = `Zoë O'Neil "Ω" 日本 👩‍👩‍👧 \\ % _ ?`;

export const dialpadId = (n: number | bigint): DialpadId => String(n) as DialpadId;

/** The n-th id. Ids sort by `n`. */
export const nthId = <Id extends string>(n: number): Id =>
  `0193597e-0000-7000-8000-${n.toString(16).padStart(12, '0')}` as Id;

let idsMade = 0;
export const nextId = <Id extends string>(): Id => {
  idsMade += 1;
  return nthId<Id>(0x1000 + idsMade);
};

export const APP: AppId = nthId(0xa1);
export const OTHER_APP: AppId = nthId(0xa2);

export const call = (
  seen: Partial<CallObservation> = {},
  { appId = APP, id = nextId<CallId>(), now = NOON }: { appId?: AppId; id?: CallId; now?: Timestamp } = {},
): Call =>
  observe(null, { dialpadCallId: dialpadId(1), receivedAt: NOON, happenedAt: NOON, ...seen }, { id, appId, now }).call;

/** The call after one more observation. */
export const observedAgain = (before: Call, seen: Partial<CallObservation>, now: Timestamp = NOON): Call => {
  const observation = { dialpadCallId: before.dialpadCallId, receivedAt: now, happenedAt: now, ...seen };
  return observe(before, observation, { id: before.id, appId: before.appId, now }).call;
};

export const voicemail = (
  seen: Partial<VoicemailObservation> = {},
  { appId = APP, id = nextId<VoicemailId>(), now = NOON }: { appId?: AppId; id?: VoicemailId; now?: Timestamp } = {},
): Voicemail =>
  observeVoicemail(
    null,
    { keys: [`call:${dialpadId(1)}`], receivedAt: NOON, happenedAt: NOON, ...seen },
    { id, appId, now },
  ).voicemail;

export const voicemailObservedAgain = (before: Voicemail, seen: Partial<VoicemailObservation>): Voicemail => {
  const observation = { keys: [before.key] as const, receivedAt: NOON, happenedAt: NOON + 1, ...seen };
  return observeVoicemail(before, observation, { id: before.id, appId: before.appId, now: NOON + 1 }).voicemail;
};

export const message = (
  seen: Partial<MessageObservation> = {},
  { appId = APP, id = nextId<MessageId>(), now = NOON }: { appId?: AppId; id?: MessageId; now?: Timestamp } = {},
): Message =>
  observeMessage(
    null,
    { dialpadMessageId: dialpadId(1), receivedAt: NOON, happenedAt: NOON, ...seen },
    { id, appId, now },
  ).message;

export const messageObservedAgain = (before: Message, seen: Partial<MessageObservation>): Message => {
  const observation = { dialpadMessageId: before.dialpadMessageId, receivedAt: NOON, happenedAt: NOON + 1, ...seen };
  return observeMessage(before, observation, { id: before.id, appId: before.appId, now: NOON + 1 }).message;
};

/** An event about a call. */
export const eventOf = (subject: Call, changes: Partial<NewAppEvent> = {}): NewAppEvent => ({
  id: nextId<EventId>(),
  appId: subject.appId,
  happenedAt: NOON,
  targetCrmUser: null,
  replayed: false,
  content: { type: 'call.ring', call: viewOf(subject) },
  ...changes,
});

export const OWNER = 'process-1';

export const commitOf = (changes: Partial<Commit>): Commit => ({
  owner: OWNER,
  calls: [],
  voicemails: [],
  messages: [],
  events: [],
  settled: [],
  ...changes,
});

export const lease = (changes: Partial<Lease> = {}): Lease => ({ owner: OWNER, until: NOON + 30_000, ...changes });

export const delivery = (changes: Partial<NewDelivery> = {}): NewDelivery => {
  const id = nextId<InboxId>();
  return {
    id,
    appId: APP,
    namedAppId: null,
    dedupeKey: `id:${id}`,
    name: 'call.ring',
    payload: '{}',
    receivedAt: NOON,
    ...changes,
  };
};

/** How an append answers for a delivery that was not there before. */
export const newlyAppended = (one: NewDelivery): Appended => ({ id: one.id, duplicate: false, event: newEventOf(one) });

export const app = (changes: Partial<AppTenant> = {}): AppTenant => ({
  id: nextId<AppId>(),
  name: 'Acme CRM',
  isActive: true,
  country: null,
  createdAt: NOON,
  updatedAt: NOON,
  ...changes,
});

/** The change that gives the ring a new key with this hash and ends the others at once. */
export const keyChange = (ring: KeyRing, hash: string, now: Timestamp = NOON): KeyChange => {
  const fresh = { id: nextId<KeyId>(), auditId: nextId<AuditId>(), hash, hint: `app_${hash}...` };
  return rotateKey(ring, fresh, 0, now);
};

export const firstKey = (of: AppTenant, hash: string = of.id): KeyChange => keyChange(emptyRing(of.id), hash);

/** The key that a change adds. */
export const newKeyOf = (change: KeyChange): ApiKey | undefined => change.keys.find((key) => key.validUntil === null);

/** An administrative act under way. */
export const adminAct = (changes: Partial<AdminAct> = {}): AdminAct => ({
  id: nextId<ActId>(),
  at: NOON,
  action: 'app.changed',
  actor: 'internal-secret',
  address: '192.0.2.1',
  requestId: 'request-1',
  appId: APP,
  targetId: null,
  count: null,
  status: null,
  ...changes,
});

/** The first revision of an app record. */
export const appRecord = (changes: Partial<AppRecord> = {}): AppRecord => ({
  appId: APP,
  kind: 'connection',
  value: '{}',
  revision: 1,
  ...changes,
});

/** The numbers from 0 to `length` - 1. */
export const upTo = (length: number): readonly number[] => Array.from({ length }, (_, n) => n);
