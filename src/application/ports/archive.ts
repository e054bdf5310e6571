import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ApiKey, AuditEntry } from '../../domain/app/api-key.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { Call } from '../../domain/call/call.js';
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

/** A kept delivery with what became of it, but for the lease: no process outlives the move to another engine. */
export interface ArchivedDelivery extends NewDelivery {
  readonly status: InboxStatus;
  readonly attempts: number;
  readonly replayed: boolean;
  readonly reason: string | null;
  /** Not to be processed before; what waits with a lease on it waits for nobody. */
  readonly availableAt: Timestamp;
  readonly processedAt: Timestamp | null;
}

/** One thing of each kind that is kept, whole, as it is carried from one engine to another. */
export interface ArchiveRecords {
  readonly app: { readonly app: AppTenant; readonly keyRevision: number };
  readonly organization: { readonly id: DialpadId; readonly appId: AppId };
  readonly apiKey: ApiKey;
  /** `revision` of the key ring that the change led to. */
  readonly audit: { readonly entry: AuditEntry; readonly revision: number };
  readonly mapping: UserMapping;
  readonly appRecord: AppRecord;
  readonly call: Call;
  readonly voicemail: Voicemail;
  readonly message: Message;
  /** How far an app's stream has come. */
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
  'appRecord',
  'call',
  'voicemail',
  'message',
  'stream',
  'event',
  'delivery',
] as const satisfies readonly ArchiveKind[];

/**
 * A part of what is kept of one kind, and where to go on; `next` is null at the end. A page before the end holds a record at
 * least.
 */
export interface ArchivePage<K extends ArchiveKind> {
  readonly records: readonly ArchiveRecords[K][];
  readonly next: string | null;
}

/** All that is kept, for moving it to another engine. Not for use while a server writes. */
export interface Archive {
  readonly count: (kind: ArchiveKind) => TaskEither<StorageError, number>;
  /** Up to `limit` records, in an order that does not change, from the beginning or from where a page before left off. */
  readonly read: <K extends ArchiveKind>(
    kind: K,
    from: string | null,
    limit: number,
  ) => TaskEither<StorageError, ArchivePage<K>>;
  /**
   * Keeps records as they are, durably. One that is kept already under the same identity is left alone, so that
   * what was broken off can be done again from the start; a stream alone is moved on where the record is further, and never
   * back. The log keeps its own name: to clients that come from the old one, it is another.
   */
  readonly write: <K extends ArchiveKind>(
    kind: K,
    records: readonly ArchiveRecords[K][],
  ) => TaskEither<StorageError, void>;
}
