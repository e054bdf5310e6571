export {
  restoreCall,
  restoreView,
  type StoredCall,
  type StoredView,
} from '../adapters/outbound/storage/restore-call.js';
export { restoreNews, type StoredNews } from '../adapters/outbound/storage/restore-event-content.js';
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
export type { Call, CallNews, Told } from './call/call.js';
export { observe } from './call/call.js';
export type { DetailFacts, DetailObservation, HoldState, Recap } from './call/call-details.js';
export type { CallFacts, CallObservation } from './call/call-facts.js';
export { callFactsOf, mergeCallFacts } from './call/call-facts.js';
export { CALL_STATUSES, type CallStatus, isLive, statusOf } from './call/call-status.js';
export type { CallDetails, CallField, CallView } from './call/call-view.js';
export { durationAt, viewOf } from './call/call-view.js';
export { type Leg, relativesOf, type Thread, threadsOf } from './call/conversation.js';
export {
  beginCoverage,
  type Coverage,
  covered,
  type Filling,
  type Gap,
  isWanted,
  joined,
  missing,
  requested,
  type Stretch,
  watched,
  without,
} from './coverage/coverage.js';
export type { Attempt, Connection, Tokens } from './dialpad-connection/dialpad-connection.js';
export { NOT_CONNECTED } from './dialpad-connection/dialpad-connection.js';
export type { Webhook, WebhookSecret } from './dialpad-connection/webhook.js';
export { DialpadId, parseDialpadId } from './dialpad-id.js';
export type { Direction } from './direction.js';
export type { AppEvent, NewAppEvent, News, NewsType } from './event/app-event.js';
export { AppId, AuditId, CallId, EventId, InboxId, KeyId, MappingId, MessageId, VoicemailId } from './ids.js';
export type { Known, Moment } from './merge.js';
export type { Message, MessageFacts, MessageNews, MessageObservation, MessageView } from './message/message.js';
export { MESSAGE_STATUSES, type MessageStatus, observeMessage, viewOfMessage } from './message/message.js';
export { phoneKey } from './phone-number.js';
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
  VoicemailFacts,
  VoicemailKey,
  VoicemailNews,
  VoicemailObservation,
  VoicemailView,
} from './voicemail/voicemail.js';
export { observeVoicemail, viewOfVoicemail } from './voicemail/voicemail.js';
