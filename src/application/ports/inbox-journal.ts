import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { InboxStatus } from './inbox.js';
import type { Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

/** A kept delivery, as an operator sees it. */
export interface JournalEntry {
  readonly id: InboxId;
  readonly appId: AppId | null;
  /** The app that the delivery itself named: it is for that one or for none. */
  readonly namedAppId: AppId | null;
  readonly name: string | null;
  readonly status: InboxStatus;
  readonly payload: string;
  readonly receivedAt: Timestamp;
  readonly attempts: number;
  /** Why it failed or was ignored, or was put off last. */
  readonly reason: string | null;
  readonly replayed: boolean;
}

/** Every condition that is given must hold. */
export interface JournalFilter {
  readonly status?: InboxStatus | undefined;
  readonly appId?: AppId | undefined;
}

/** What has been settled and can be processed again. */
export const REPLAYABLE_STATUSES = ['processed', 'ignored', 'failed'] as const;
export type ReplayableStatus = (typeof REPLAYABLE_STATUSES)[number];

/** Why an unrouted event that found its app is ignored after all. */
export const HAD_ALREADY = 'the app has had this event already';

/** The inbox as operators see it: what came in, what became of it, and a way to ask for it again. */
export interface InboxJournal {
  readonly find: (id: InboxId) => TaskEither<StorageError, Option<JournalEntry>>;
  /** Newest first. */
  readonly list: (filter: JournalFilter, page: Page) => TaskEither<StorageError, Listed<JournalEntry>>;
  /**
   * Makes settled events pending again, marked as replayed, for anybody to claim at once; answers how many. Given one event's
   * id, that event, if it is settled.
   */
  readonly replay: (
    which: { readonly id: InboxId } | { readonly status: ReplayableStatus; readonly appId?: AppId | undefined },
    now: Timestamp,
  ) => TaskEither<StorageError, number>;
  /**
   * Gives an unrouted event to an app and makes it pending, marked as replayed. An event that the app has had already is
   * ignored from then on; `gone` if it is not unrouted any more.
   */
  readonly assign: (
    id: InboxId,
    appId: AppId,
    now: Timestamp,
  ) => TaskEither<StorageError, 'assigned' | 'duplicate' | 'gone'>;
  /**
   * Forgets the oldest processed and ignored events that were received before a moment, at most `limit`; answers how many.
   * What failed or is unrouted stays until somebody has seen to it.
   */
  readonly prune: (before: Timestamp, limit: number) => TaskEither<StorageError, number>;
}
