export type { Aggregates } from './aggregates.js';
export type {
  ApiKey,
  AuditAction,
  AuditEntry,
  KeyChange,
  KeyRefusal,
  KeyRing,
} from './app/api-key.js';
export { currentKey, emptyRing, keyHint, refusalOf, revokeKeys, rotateKey } from './app/api-key.js';
export type { AppTenant } from './app/app-tenant.js';
export type { KeyAccess } from './app/key-access.js';
export type { AnnouncedEvent, Call, CallEventType } from './call/call.js';
export type { DetailFacts, DetailObservation, HoldState, Recap } from './call/call-details.js';
export { endOf } from './call/call-end.js';
export type { CallFacts, CallObservation } from './call/call-facts.js';
export { callFactsOf, mergeCallFacts } from './call/call-facts.js';
export { personOf } from './call/call-person.js';
export { CALL_STATUSES, type CallStatus, isLive, statusOf } from './call/call-status.js';
export type { CallDetails, CallField, CallView } from './call/call-view.js';
export { durationAt, viewOf } from './call/call-view.js';
export { type Leg, relativesOf } from './call/connected-legs.js';
export { type LegContext, legContextsOf } from './call/leg-context.js';
export { type CallChange, observe } from './call/observe-call.js';
export type { RingEnd } from './call/ring-end.js';
export type { CallerHistory, HandledBy } from './contact/caller-history.js';
export type { Contact, ContactCard } from './contact/contact.js';
export { type Country, DEFAULT_COUNTRY, parseCountry } from './country.js';
export {
  beginCoverage,
  type Coverage,
  type Filling,
  type Gap,
  isWanted,
  markComplete,
  markWatched,
  missingRanges,
  requestRange,
} from './coverage/coverage.js';
export { mergeRanges, subtractRange, type TimeRange } from './coverage/time-range.js';
export { type Decision, decide } from './decide.js';
export type { Attempt, DialpadConnection, Tokens } from './dialpad-connection/dialpad-connection.js';
export { NOT_CONNECTED } from './dialpad-connection/dialpad-connection.js';
export type { Webhook, WebhookSecret } from './dialpad-connection/webhook.js';
export { DialpadId, parseDialpadId } from './dialpad-id.js';
export type { Direction } from './direction.js';
export type { Outcome } from './endpoint/attempts.js';
export type { Attempt as EndpointAttempt, DeadLetter, Endpoint, EndpointState } from './endpoint/endpoint.js';
export { type EndpointRecord, noEndpoints } from './endpoint/endpoint-record.js';
export type {
  AppEvent,
  AppEventType,
  EventContent,
  NewAppEvent,
  PendingEvent,
  PreviousPerson,
} from './event/app-event.js';
export {
  ActId,
  AppId,
  AuditId,
  CallId,
  ContactId,
  EndpointId,
  EventId,
  InboxId,
  KeyId,
  MappingId,
  MessageId,
  VoicemailId,
} from './ids.js';
export type { Known, Moment } from './merge.js';
export type { Message, MessageEventType, MessageFacts, MessageObservation, MessageView } from './message/message.js';
export { MESSAGE_STATUSES, type MessageStatus, observeMessage, viewOfMessage } from './message/message.js';
export type { Observation, ScopedObservation } from './observation.js';
export { phoneKey } from './phone-number.js';
export type { KnownRecording } from './recording.js';
export { recordingKey } from './recording-key.js';
export type { Timestamp } from './timestamp.js';
export {
  type CrmUser,
  type Match,
  matchUsers,
  type PhoneSystemUser,
  type Unmatched,
} from './user-mapping/match-users.js';
export type { UserMapping } from './user-mapping/user-mapping.js';
export type {
  Voicemail,
  VoicemailEventType,
  VoicemailFacts,
  VoicemailKey,
  VoicemailObservation,
  VoicemailView,
} from './voicemail/voicemail.js';
export { observeVoicemail, viewOfVoicemail } from './voicemail/voicemail.js';
