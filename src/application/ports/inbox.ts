import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { StorageError } from './storage-error.js';

/** An authentic delivery before it is stored. */
export interface NewDelivery {
  readonly id: InboxId;
  /** The app it belongs to; null if unknown, and it is stored as `unrouted`. */
  readonly appId: AppId | null;
  /** The app that the delivery's path names, whether it exists or not; null if it names none. */
  readonly namedAppId: AppId | null;
  /** Two deliveries for one app with the same key are one event. */
  readonly dedupeKey: string;
  /** The source's name for this kind of event, for operators; null if it has none. */
  readonly name: string | null;
  /** The event as it was received: JSON text. */
  readonly payload: string;
  readonly receivedAt: Timestamp;
  /** What it is about, if it says so: events of an app with the same key are told in the order in which they were received. */
  readonly orderKey?: string | null;
}

/** A stored delivery that waits to be processed. */
export interface InboxEvent {
  readonly id: InboxId;
  readonly appId: AppId;
  readonly name: string | null;
  readonly payload: string;
  readonly receivedAt: Timestamp;
  /** How often processing failed. */
  readonly attempts: number;
  /** Replayed by an operator. */
  readonly replayed: boolean;
  /** As in the delivery; none where it was claimed. */
  readonly orderKey?: string;
  /** Earlier events with the same order key that another process had, and had not settled, when this one was stored. */
  readonly after?: readonly InboxId[];
}

export const INBOX_STATUSES = ['pending', 'processed', 'ignored', 'failed', 'unrouted'] as const;
export type InboxStatus = (typeof INBOX_STATUSES)[number];

/** The right to process some events until a time; after that any process may claim them. `owner` names one process, anew at each start. */
export interface Lease {
  readonly owner: string;
  readonly until: Timestamp;
}

/** What became of a delivery. */
export type Appended =
  /** `event` is the one to process under the lease; null if the delivery is for no app. */
  | { readonly id: InboxId; readonly duplicate: false; readonly event: InboxEvent | null }
  /** `id` is that of the event that was stored first. */
  | { readonly id: InboxId; readonly duplicate: true };

/** The answers to an append, given the id under which each dedupe key is stored now; `keyOf` gives the key within all apps. */
export const appendedOf = (
  deliveries: readonly NewDelivery[],
  stored: ReadonlyMap<string, InboxId>,
  keyOf: (delivery: NewDelivery) => string,
  after: ReadonlyMap<string, readonly InboxId[]> = new Map(),
): readonly Appended[] => {
  const answered = new Set<string>();
  return deliveries.map((delivery) => {
    const key = keyOf(delivery);
    const id = stored.get(key) ?? delivery.id;
    if (id !== delivery.id || answered.has(key)) return { id, duplicate: true };
    answered.add(key);
    const event = newEventOf(delivery);
    const earlier = after.get(orderKeyOf(delivery) ?? '') ?? [];
    return {
      id,
      duplicate: false,
      event: event === null || earlier.length === 0 ? event : { ...event, after: earlier },
    };
  });
};

/** The order key within all apps; null for a delivery that has none, or no app. */
export const orderKeyOf = ({ appId, orderKey = null }: Pick<NewDelivery, 'appId' | 'orderKey'>): string | null =>
  appId === null || orderKey === null ? null : `${appId} ${orderKey}`;

/** A delivery that was just stored, as an event to process; null if it is for no app. */
export const newEventOf = ({ id, appId, name, payload, receivedAt, orderKey }: NewDelivery): InboxEvent | null =>
  appId === null
    ? null
    : {
        ...{ id, appId, name, payload, receivedAt, attempts: 0, replayed: false },
        ...(orderKey === null || orderKey === undefined ? {} : { orderKey }),
      };

/** A postponed event: not to be claimed before `until`. */
export interface Postponed {
  readonly id: InboxId;
  readonly attempts: number;
  readonly until: Timestamp;
  readonly reason: string;
}

export interface InboxStats {
  readonly counts: Readonly<Record<InboxStatus, number>>;
  readonly oldestPendingAt: Timestamp | null;
}

/** The age of the oldest pending event, in seconds; null if none is pending. */
export const oldestPendingSeconds = ({ oldestPendingAt }: InboxStats, now: Timestamp): number | null =>
  oldestPendingAt === null ? null : Math.max(0, Math.round((now - oldestPendingAt) / 1000));

/**
 * Every authentic delivery, stored before it is answered. An appended delivery is durable when the task ends: it survives a crash of the
 * process and a loss of power.
 */
export interface Inbox {
  /**
   * Stores deliveries, all or nothing, and answers for each in order. Those with an app are `pending` and leased to the caller at once,
   * so that it can process them without claiming. A duplicate, also of one in the same call, changes nothing.
   */
  readonly append: (deliveries: readonly NewDelivery[], lease: Lease) => TaskEither<StorageError, readonly Appended[]>;
  /**
   * Leases up to `limit` pending events without a valid lease at `now`, oldest first; fewer if their payloads are more than `mostBytes`
   * together, but one at least. A lease or pause that ends more than `MAX_LEASE_MS` after `now` was given by a clock that was wrong, and
   * is not valid.
   */
  readonly claim: (
    lease: Lease,
    now: Timestamp,
    limit: number,
    mostBytes?: number,
  ) => TaskEither<StorageError, readonly InboxEvent[]>;
  /** Releases the lease on events and postpones them. Events whose lease `owner` no longer holds stay unchanged. */
  readonly postpone: (owner: string, events: readonly Postponed[]) => TaskEither<StorageError, void>;
  /** Which of these events another process than `owner` has under its lease still. None on an engine that one process has alone. */
  readonly heldByOthers: (owner: string, ids: readonly InboxId[]) => TaskEither<StorageError, readonly InboxId[]>;
  /** Which of these events are pending under a lease of `owner`. */
  readonly held: (owner: string, ids: readonly InboxId[]) => TaskEither<StorageError, ReadonlySet<InboxId>>;
  readonly stats: TaskEither<StorageError, InboxStats>;
}
