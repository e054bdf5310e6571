import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ApiKey, AuditEntry } from '../../domain/app/api-key.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { Call } from '../../domain/call/call.js';
import type { Contact } from '../../domain/contact/contact.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId } from '../../domain/ids.js';
import type { Message } from '../../domain/message/message.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { UserMapping } from '../../domain/user-mapping/user-mapping.js';
import type { Voicemail } from '../../domain/voicemail/voicemail.js';
import type { AppRecord } from './app-records.js';
import type { InboxStatus, NewDelivery } from './inbox.js';
import type { StorageError } from './storage-error.js';

/** A stored delivery with its outcome, without the lease: leases do not move to another engine. */
export interface ArchivedDelivery extends NewDelivery {
  readonly status: InboxStatus;
  readonly attempts: number;
  readonly replayed: boolean;
  readonly reason: string | null;
  /** Not to be processed before this time; a lease becomes a time that is past. */
  readonly availableAt: Timestamp;
  readonly processedAt: Timestamp | null;
}

/** One record of each stored kind, complete, as it moves from one engine to another. */
export interface ArchiveRecords {
  readonly app: { readonly app: AppTenant; readonly keyRevision: number };
  readonly organization: { readonly id: DialpadId; readonly appId: AppId };
  readonly apiKey: ApiKey;
  /** `revision` of the key ring that the change led to. */
  readonly audit: { readonly entry: AuditEntry; readonly revision: number };
  readonly mapping: UserMapping;
  readonly contact: Contact;
  readonly appRecord: AppRecord;
  readonly call: Call;
  readonly voicemail: Voicemail;
  readonly message: Message;
  /** The newest `seq` of an app's stream. */
  readonly stream: { readonly appId: AppId; readonly seq: number };
  readonly event: { readonly event: AppEvent; readonly recordedAt: Timestamp };
  readonly delivery: ArchivedDelivery;
}

export type ArchiveKind = keyof ArchiveRecords;

/** Every kind, in an order in which each refers only to those before it. */
export const ARCHIVE_KINDS = [
  'app',
  'organization',
  'apiKey',
  'audit',
  'mapping',
  'contact',
  'appRecord',
  'call',
  'voicemail',
  'message',
  'stream',
  'event',
  'delivery',
] as const satisfies readonly ArchiveKind[];

/**
 * Some records of one kind, and where to continue; `next` is null at the end. Every page before the end holds at least one record.
 */
export interface ArchivePage<K extends ArchiveKind> {
  readonly records: readonly ArchiveRecords[K][];
  readonly next: string | null;
}

/** All stored records, for moving them to another engine. Not for use while a server writes. */
export interface Archive {
  readonly count: (kind: ArchiveKind) => TaskEither<StorageError, number>;
  /** Up to `limit` records that fit in one page, in a fixed order, from the beginning or from where an earlier page ended. */
  readonly read: <K extends ArchiveKind>(
    kind: K,
    from: string | null,
    limit: number,
  ) => TaskEither<StorageError, ArchivePage<K>>;
  /**
   * Stores records unchanged, durably. A record that exists already under the same identity is left unchanged, so that an interrupted
   * import can be repeated; only a stream moves forward if the record's `seq` is higher. The log keeps its own name, so clients of the
   * old log see a new one.
   */
  readonly write: <K extends ArchiveKind>(
    kind: K,
    records: readonly ArchiveRecords[K][],
  ) => TaskEither<StorageError, void>;
}
