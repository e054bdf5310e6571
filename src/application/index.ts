export { type CloseStaleCalls, makeCloseStaleCalls } from './backfill/close-stale-calls.js';
export { type FillGaps, makeFillGaps } from './backfill/fill-gaps.js';
export { type MarkWatched, makeMarkWatched } from './backfill/mark-watched.js';
export { type BadTimeRange, makeRequestBackfill, type RequestBackfill } from './backfill/request-backfill.js';
export type { ActingError, DialError } from './calls/acting-error.js';
export { type HangUp, makeHangUp, makeTransfer, type Transfer, type WantedTransfer } from './calls/control-call.js';
export { type Dial, type Dialled, makeDial, type WantedDial } from './calls/dial.js';
export { type DialTurns, makeDialTurns } from './calls/dial-turns.js';
export type { PersonNamed } from './calls/find-person.js';
export { type LabelCall, makeLabelCall } from './calls/label-call.js';
export { makeWriteOnCall, type WriteOnCall } from './calls/write-on-call.js';
export { type LookedUp, type LookUp, makeLookUp } from './contacts/look-up.js';
export {
  type ArchiveBatch,
  type ArchiveChanged,
  type ArchiveCounts,
  type ArchiveSink,
  type ArchiveSource,
  exportAll,
  type ImportRefusal,
  importAll,
} from './data/move-data.js';
export type {
  AddressRefused,
  EndpointError,
  NoSuchEndpoint,
  NoSuchLetter,
  TooManyEndpoints,
} from './endpoints/endpoint-error.js';
export {
  type ManageEndpoints,
  makeManageEndpoints,
  type NewEndpoint,
  type WithSecret,
} from './endpoints/manage-endpoints.js';
export { makeSendEvents, type NothingDue, type SendEvents } from './endpoints/send-events.js';
export type { Replayed } from './endpoints/try-endpoint.js';
export {
  type ApplyObservations,
  type ApplyObservationsDeps,
  makeApplyObservations,
  type ObservationBatch,
} from './events/apply-observations.js';
export {
  type Allowance,
  type Busy,
  type IngestError,
  type Ingested,
  type IngestWebhook,
  makeIngestWebhook,
  type NotJson,
  type WebhookRequest,
} from './events/ingest-webhook.js';
export { makeProcessEvents, type ProcessEvents } from './events/process-events.js';
export {
  makeRetryEvent,
  makeRetryEvents,
  type RetryEvent,
  type RetryEvents,
  type RetryRefusal,
} from './events/retry-events.js';
export { makeWithAccess, type WithAccess, withApiKey } from './phone-system/access.js';
export type { AccessError, NotConnected } from './phone-system/access-error.js';
export {
  type BeginConnect,
  type ConsentError,
  type FinishConnect,
  makeBeginConnect,
  makeFinishConnect,
  makeOpenConsent,
  type NoAuthorizer,
  type OpenConsent,
} from './phone-system/connect.js';
export { type Disconnect, makeDisconnect } from './phone-system/disconnect.js';
export {
  type InspectedWebhook,
  type InspectWebhook,
  makeInspectWebhook,
} from './phone-system/inspect-webhook.js';
export {
  makeProvisionWebhook,
  makeRemoveWebhook,
  makeRotateWebhookSecret,
  type NoPublicUrl,
  type NoWebhook,
  type ProvisionError,
  type Provisioned,
  type ProvisionWebhook,
  type RemoveWebhook,
  type RotateWebhookSecret,
  type SetUpUnderWay,
} from './phone-system/provision-webhook.js';
export type { ConsentAnswer } from './phone-system/redeem-consent.js';
export { makeSyncUsers, type Synced, type SyncUsers } from './phone-system/sync-users.js';
export type { AggregateKeys, AggregateStore, Commit, LegsRead, Settled } from './ports/aggregates.js';
export type { ApiKeyRepository, KeyOfApp } from './ports/api-key-repository.js';
export {
  type AppRecord,
  type AppRecords,
  RECORD_KINDS,
  type RecordKind,
} from './ports/app-records.js';
export type { AppRepository } from './ports/app-repository.js';
export {
  ARCHIVE_KINDS,
  type Archive,
  type ArchivedDelivery,
  type ArchiveKind,
  type ArchivePage,
  type ArchiveRecords,
} from './ports/archive.js';
export type {
  ActFilter,
  ActOutcome,
  ActSubject,
  AdminAct,
  AdminAction,
  AdminActor,
  AuditLog,
  BegunAct,
} from './ports/audit-log.js';
export type { Authorizer, AuthorizerError, Grant, GrantRefused } from './ports/authorizer.js';
export type { Asked, CallControl, DialRequest, NotDone, TransferRequest } from './ports/call-control.js';
export type { CallFilter, CallRepository } from './ports/call-repository.js';
export type { Clock } from './ports/clock.js';
export type { ContactBook, NewContact } from './ports/contact-book.js';
export type {
  DeliveryAuthenticator,
  Forged,
  ForgedCause,
  NotYetValid,
  RawDelivery,
} from './ports/delivery-authenticator.js';
export type { BusMessage, EventBus } from './ports/event-bus.js';
export type { EventLog, StreamPosition } from './ports/event-log.js';
export type { IdGenerator } from './ports/id-generator.js';
export type {
  Appended,
  Inbox,
  InboxEvent,
  InboxStats,
  InboxStatus,
  Lease,
  NewDelivery,
  Postponed,
} from './ports/inbox.js';
export {
  HAD_ALREADY,
  type InboxJournal,
  type JournalEntry,
  type JournalFilter,
  REPLAYABLE_STATUSES,
  type ReplayableStatus,
} from './ports/inbox-journal.js';
export type { KeyGenerator } from './ports/key-generator.js';
export type { Attributed, Listed, Page } from './ports/listing.js';
export type { Logger } from './ports/logger.js';
export type { MessageFilter, MessageRepository } from './ports/message-repository.js';
export type { Envelope, PayloadReader, Translation } from './ports/payload-reader.js';
export type {
  Access,
  AccessRefused,
  CursorPage,
  PhoneAccount,
  PhoneSubscription,
  PhoneSystem,
  PhoneSystemError,
  PhoneSystemUnavailable,
  PhoneUser,
  PhoneWebhook,
  ReportedCall,
  RequestRefused,
  SubscriptionKind,
} from './ports/phone-system.js';
export type { Storage } from './ports/storage.js';
export { type Conflict, conflict, type StorageError, storageFault, storageUnavailable } from './ports/storage-error.js';
export type { TicketStore } from './ports/ticket-store.js';
export type { NewUserMapping, UserMappingRepository } from './ports/user-mapping-repository.js';
export type { Unreadable, Vault } from './ports/vault.js';
export type { VoicemailFilter, VoicemailRepository } from './ports/voicemail-repository.js';
export type { WebhookSecrets } from './ports/webhook-secrets.js';
export type { SignedNotice, WebhookSender } from './ports/webhook-sender.js';
export type { WorkQueue } from './ports/work-queue.js';
export { type Changed, type RecordOf, recordOf } from './records/app-record.js';
export { type AnnounceMappingsDeps, makeAnnouncingMapUsers } from './tenants/announce-mappings.js';
export { type ChangeApp, type CreateApp, makeChangeApp, makeCreateApp } from './tenants/apps.js';
export {
  type AuthenticateKey,
  type KeyRefused,
  makeAuthenticateKey,
  makeRecheckAccess,
  type RecheckAccess,
} from './tenants/authenticate-key.js';
export {
  type IssuedKey,
  makeRevokeKeys,
  makeRotateKey,
  type NoKey,
  type RevokeKeys,
  type RotateKey,
} from './tenants/keys.js';
export { type MapUsers, makeMapUsers } from './tenants/map-users.js';
export {
  type IssueTicket,
  makeIssueTicket,
  makeRedeemTicket,
  type RedeemTicket,
  type TicketRefused,
} from './tenants/tickets.js';
