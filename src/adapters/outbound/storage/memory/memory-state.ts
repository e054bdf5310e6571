import { randomUUID } from 'node:crypto';
import type * as E from 'fp-ts/lib/Either.js';
import { left } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppRecord } from '../../../../application/ports/app-records.js';
import type { ArchivedDelivery, ArchiveRecords } from '../../../../application/ports/archive.js';
import type { AdminAct } from '../../../../application/ports/audit-log.js';
import type { InboxStatus } from '../../../../application/ports/inbox.js';
import { type StorageError, storageUnavailable } from '../../../../application/ports/storage-error.js';
import type { ApiKey } from '../../../../domain/app/api-key.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { Contact } from '../../../../domain/contact/contact.js';
import type { Country } from '../../../../domain/country.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import type { ActId, AppId, InboxId, KeyId } from '../../../../domain/ids.js';
import { type Message, type MessageView, viewOfMessage } from '../../../../domain/message/message.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { UserMapping } from '../../../../domain/user-mapping/user-mapping.js';
import { type AggregateTable, makeAggregateTable } from './aggregate-table.js';
import { type CallTable, makeCallTable } from './call-table.js';
import { makeVoicemailTable, type VoicemailTable } from './voicemail-table.js';

export interface InboxEntry extends ArchivedDelivery {
  /** The process that holds the lease; null while nobody holds it. */
  readonly owner: string | null;
  /** The end of the lease or, while nobody holds it, of the pause after a failure. */
  readonly availableAt: Timestamp;
  /** As in the delivery; none out of an archive. */
  readonly orderKey?: string | null;
}

/** An app with its keys, oldest first, and their history. */
export interface AppEntry {
  readonly app: AppTenant;
  readonly keys: readonly ApiKey[];
  readonly keyRevision: number;
  /** Oldest first. */
  readonly audit: readonly ArchiveRecords['audit'][];
}

/** An app's stream. It is changed in place. */
export interface MemoryStream {
  /** Of the newest event that was ever appended. */
  seq: number;
  /** Those that are not pruned, oldest first. */
  readonly events: { readonly event: AppEvent; readonly recordedAt: Timestamp }[];
}

/** Everything that is stored. The values in the maps are replaced, never changed in place, except the streams. */
export interface MemoryState {
  /** The name of the event log. */
  stream: string;
  /** The country of the numbers of apps that have none of their own. */
  readonly defaultCountry: Country;
  readonly inbox: Map<InboxId, InboxEntry>;
  readonly inboxByKey: Map<string, InboxId>;
  readonly pending: Set<InboxId>;
  readonly inboxCounts: Record<InboxStatus, number>;
  readonly calls: CallTable;
  readonly voicemails: VoicemailTable;
  readonly messages: AggregateTable<Message, MessageView>;
  readonly streams: Map<AppId, MemoryStream>;
  readonly apps: Map<AppId, AppEntry>;
  readonly appByHash: Map<string, AppId>;
  readonly appByKey: Map<KeyId, AppId>;
  readonly appByOrganization: Map<DialpadId, AppId>;
  readonly mappings: Map<AppId, Map<DialpadId, UserMapping>>;
  /** By the key of the number, of each app. */
  readonly contacts: Map<AppId, Map<string, Contact>>;
  /** By `recordKey`. */
  readonly records: Map<string, AppRecord>;
  readonly acts: Map<ActId, AdminAct>;
  closed: boolean;
}

export const emptyState = (defaultCountry: Country): MemoryState => ({
  defaultCountry,
  stream: randomUUID(),
  inbox: new Map(),
  inboxByKey: new Map(),
  pending: new Set(),
  inboxCounts: { pending: 0, processed: 0, ignored: 0, failed: 0, unrouted: 0 },
  calls: makeCallTable(),
  voicemails: makeVoicemailTable(),
  messages: makeAggregateTable((message) => message.dialpadMessageId, viewOfMessage),
  streams: new Map(),
  apps: new Map(),
  appByHash: new Map(),
  appByKey: new Map(),
  appByOrganization: new Map(),
  mappings: new Map(),
  contacts: new Map(),
  records: new Map(),
  acts: new Map(),
  closed: false,
});

/** Runs `work` without interruption, so that no other request sees a state in between; refuses once the storage is closed. */
export const request =
  <F, A>(state: MemoryState, work: () => E.Either<F, A>): TaskEither<StorageError | F, A> =>
  async () =>
    state.closed ? left(storageUnavailable('the storage is closed')) : work();
