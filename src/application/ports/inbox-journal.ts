import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { InboxStatus } from './inbox.js';
import type { Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

/** A stored delivery, as an operator sees it. */
export interface JournalEntry {
  readonly id: InboxId;
  readonly appId: AppId | null;
  /** The app that the delivery's path names: the delivery belongs to that app or to none. */
  readonly namedAppId: AppId | null;
  readonly name: string | null;
  readonly status: InboxStatus;
  readonly payload: string;
  readonly receivedAt: Timestamp;
  readonly attempts: number;
  /** Why it failed, was ignored or was last postponed. */
  readonly reason: string | null;
  readonly replayed: boolean;
}

/** Every condition that is given must hold. */
export interface JournalFilter {
  readonly status?: InboxStatus | undefined;
  readonly appId?: AppId | undefined;
  /** What the delivery is about, as in `NewDelivery`; only together with `appId`. Deliveries out of an archive have no key. */
  readonly orderKey?: string | undefined;
}

/** The statuses of settled events, which can be replayed. */
export const REPLAYABLE_STATUSES = ['processed', 'ignored', 'failed'] as const;
export type ReplayableStatus = (typeof REPLAYABLE_STATUSES)[number];

/** Why an unrouted event is ignored when it is assigned to its app. */
export const HAD_ALREADY = 'the app has had this event already';

/** The inbox as operators see it: what arrived, its outcome, and replay. */
export interface InboxJournal {
  readonly find: (id: InboxId) => TaskEither<StorageError, Option<JournalEntry>>;
  /** Newest first. */
  readonly list: (filter: JournalFilter, page: Page) => TaskEither<StorageError, Listed<JournalEntry>>;
  /**
   * Makes settled events pending again, marked as replayed and without a lease; answers with their number. Given an id: that event,
   * if it is settled.
   */
  readonly replay: (
    which: { readonly id: InboxId } | { readonly status: ReplayableStatus; readonly appId?: AppId | undefined },
    now: Timestamp,
  ) => TaskEither<StorageError, number>;
  /**
   * Assigns an unrouted event to an app and makes it pending, marked as replayed. `duplicate`: the app has the event already, so this
   * one becomes `ignored`. `gone`: the event is no longer unrouted.
   */
  readonly assign: (
    id: InboxId,
    appId: AppId,
    now: Timestamp,
  ) => TaskEither<StorageError, 'assigned' | 'duplicate' | 'gone'>;
  /**
   * Deletes the oldest processed and ignored events received before a time, at most `limit`; answers with their number. Failed and
   * unrouted events stay until an operator deals with them.
   */
  readonly prune: (before: Timestamp, limit: number) => TaskEither<StorageError, number>;
}
