export { type RecordOf, recordOf } from './app-record.js';
export {
  type AuthenticateKey,
  type KeyAccess,
  type KeyRefused,
  makeAuthenticateKey,
  makeRecheckAccess,
  type RecheckAccess,
} from './authenticate-key.js';
export { type CloseStaleCalls, makeCloseStaleCalls } from './close-stale-calls.js';
export {
  type BeginConnect,
  type ConsentAnswer,
  type ConsentError,
  type Disconnect,
  type FinishConnect,
  makeBeginConnect,
  makeDisconnect,
  makeFinishConnect,
  type NoAuthorizer,
} from './connect-phone-system.js';
export { type Decision, decide, type Sighting, type Tiding } from './decide.js';
export { type FillGaps, makeFillGaps } from './fill-gaps.js';
export {
  type Allowance,
  type Busy,
  type IngestError,
  type Ingested,
  type IngestWebhook,
  makeIngestWebhook,
  type NotJson,
  type WebhookRequest,
} from './ingest-webhook.js';
export { type ChangeApp, type CreateApp, makeChangeApp, makeCreateApp } from './manage-apps.js';
export {
  type IssuedKey,
  makeRevokeKeys,
  makeRotateKey,
  type NoKey,
  type RevokeKeys,
  type RotateKey,
} from './manage-keys.js';
export { type MapUsers, makeMapUsers } from './map-users.js';
export {
  type ArchiveBatch,
  type ArchiveChanged,
  type ArchiveCounts,
  type ArchiveSink,
  type ArchiveSource,
  exportAll,
  type ImportRefusal,
  importAll,
} from './move-data.js';
export { type AccessError, makeWithAccess, type NotConnected, type WithAccess, withApiKey } from './phone-access.js';
export type { AggregateKeys, AggregateStore, Aggregates, Commit, Settled } from './ports/aggregates.js';
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
export type { Authorizer, AuthorizerError, Grant, GrantRefused } from './ports/authorizer.js';
export type { CallFilter, CallRepository } from './ports/call-repository.js';
export type { Clock } from './ports/clock.js';
export type { DeliveryAuthenticator, Forged, RawDelivery } from './ports/delivery-authenticator.js';
export type { EventBus, Notice } from './ports/event-bus.js';
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
export type { Envelope, Observation, PayloadReader, Translation } from './ports/payload-reader.js';
export type {
  Access,
  AccessRefused,
  Chapter,
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
export type { WorkQueue } from './ports/work-queue.js';
export { makeProcessEvents, type ProcessEvents } from './process-events.js';
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
} from './provision-webhook.js';
export { type BadStretch, makeRequestBackfill, type RequestBackfill } from './request-backfill.js';
export {
  makeRetryEvent,
  makeRetryEvents,
  type RetryEvent,
  type RetryEvents,
  type RetryRefusal,
} from './retry-events.js';
export { makeSyncUsers, type Synced, type SyncUsers } from './sync-users.js';
export {
  type IssueTicket,
  makeIssueTicket,
  makeRedeemTicket,
  type RedeemTicket,
  type TicketRefused,
} from './tickets.js';
export { makeWatch, type Watch } from './watch.js';
export { makeWorkIn, type Work, type WorkIn, type WorkInDeps } from './work-in.js';
