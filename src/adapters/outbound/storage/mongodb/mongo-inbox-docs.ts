import type { ArchivedDelivery } from '../../../../application/ports/archive.js';
import {
  type InboxEvent,
  type InboxStatus,
  type Lease,
  type NewDelivery,
  orderKeyOf,
} from '../../../../application/ports/inbox.js';
import type { JournalEntry } from '../../../../application/ports/inbox-journal.js';
import type { AppId, InboxId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { storableKey, storableText } from '../storable-text.js';

export interface InboxDoc {
  readonly _id: InboxId;
  readonly app_id: AppId | null;
  readonly named_app_id: AppId | null;
  readonly dedupe_key: string;
  readonly name: string | null;
  readonly payload: string;
  readonly received_at: Timestamp;
  readonly status: InboxStatus;
  /** The process that holds the lease; null while nobody holds it. */
  readonly owner: string | null;
  /** The id of this one lease. An event is settled under it, so that the holder of an earlier lease cannot settle it. */
  readonly lease: string | null;
  /** The end of the lease or, while nobody holds it, of the pause after a failure. */
  readonly available_at: Timestamp;
  readonly attempts: number;
  readonly replayed: boolean;
  readonly reason: string | null;
  readonly processed_at: Timestamp | null;
  /** The app's id and what the event is about. Missing in documents that an older version stored. */
  readonly order_key?: string | null;
}

/** A new delivery: leased under `leaseId` if it has an app, else unrouted. */
export const newInboxDoc = (delivery: NewDelivery, lease: Lease, leaseId: string): InboxDoc => {
  const routed = delivery.appId !== null;
  return {
    _id: delivery.id,
    app_id: delivery.appId,
    named_app_id: delivery.namedAppId,
    dedupe_key: storableKey(delivery.dedupeKey),
    name: delivery.name && storableText(delivery.name),
    payload: delivery.payload,
    received_at: delivery.receivedAt,
    status: routed ? 'pending' : 'unrouted',
    owner: routed ? lease.owner : null,
    lease: routed ? leaseId : null,
    available_at: routed ? lease.until : 0,
    attempts: 0,
    replayed: false,
    reason: null,
    processed_at: null,
    order_key: orderKeyOf(delivery),
  };
};

/** The event to process; none for a delivery without an app. */
export const inboxEventOf = (doc: InboxDoc): readonly InboxEvent[] => {
  const { _id, app_id, name, payload, received_at, attempts, replayed } = doc;
  return app_id === null
    ? []
    : [{ id: _id, appId: app_id, name, payload, receivedAt: received_at, attempts, replayed }];
};

export const journalEntryOf = (doc: InboxDoc): JournalEntry => ({
  id: doc._id,
  appId: doc.app_id,
  namedAppId: doc.named_app_id,
  name: doc.name,
  status: doc.status,
  payload: doc.payload,
  receivedAt: doc.received_at,
  attempts: doc.attempts,
  reason: doc.reason,
  replayed: doc.replayed,
});

export const archivedDeliveryOf = (doc: InboxDoc): ArchivedDelivery => ({
  id: doc._id,
  appId: doc.app_id,
  namedAppId: doc.named_app_id,
  dedupeKey: doc.dedupe_key,
  name: doc.name,
  payload: doc.payload,
  receivedAt: doc.received_at,
  status: doc.status,
  attempts: doc.attempts,
  replayed: doc.replayed,
  reason: doc.reason,
  // Leases are not archived: a leased event is available at once.
  availableAt: doc.owner === null ? doc.available_at : 0,
  processedAt: doc.processed_at,
});

export const archivedInboxDocOf = (delivery: ArchivedDelivery): InboxDoc => ({
  _id: delivery.id,
  app_id: delivery.appId,
  named_app_id: delivery.namedAppId,
  dedupe_key: storableKey(delivery.dedupeKey),
  name: delivery.name && storableText(delivery.name),
  payload: delivery.payload,
  received_at: delivery.receivedAt,
  status: delivery.status,
  owner: null,
  lease: null,
  available_at: delivery.availableAt,
  attempts: delivery.attempts,
  replayed: delivery.replayed,
  reason: delivery.reason,
  processed_at: delivery.processedAt,
});
