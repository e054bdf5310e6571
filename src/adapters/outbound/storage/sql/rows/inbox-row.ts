import type { Generated, Insertable, Selectable } from 'kysely';
import type { ArchivedDelivery } from '../../../../../application/ports/archive.js';
import type { InboxStatus } from '../../../../../application/ports/inbox.js';
import type { AppId, InboxId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';
import { storableKey } from '../../storable-text.js';
import { flagged, type GeneratedFlag } from './flag.js';

/** A delivery and its processing. */
export interface InboxRow {
  readonly id: InboxId;
  readonly app_id: AppId | null;
  readonly named_app_id: AppId | null;
  readonly dedupe_key: string;
  readonly name: string | null;
  readonly payload: string;
  readonly received_at: Timestamp;
  readonly status: InboxStatus;
  /** The process that holds the lease; null if none does, and always null for an event that is not pending. */
  readonly owner: string | null;
  /** The end of the lease or, without a lease, of the pause after a failure. */
  readonly available_at: Timestamp;
  readonly attempts: Generated<number>;
  readonly replayed: GeneratedFlag;
  readonly reason: Generated<string | null>;
  readonly processed_at: Generated<Timestamp | null>;
  /** What the event is about; null out of an archive. */
  readonly order_key: Generated<string | null>;
}

/** The columns that an archived delivery is made from. */
export const DELIVERY_COLUMNS = [
  'id',
  'app_id',
  'named_app_id',
  'dedupe_key',
  'name',
  'payload',
  'received_at',
  'status',
  'owner',
  'available_at',
  'attempts',
  'replayed',
  'reason',
  'processed_at',
] as const;

export const deliveryOf = (row: Pick<Selectable<InboxRow>, (typeof DELIVERY_COLUMNS)[number]>): ArchivedDelivery => ({
  id: row.id,
  appId: row.app_id,
  namedAppId: row.named_app_id,
  dedupeKey: row.dedupe_key,
  name: row.name,
  payload: row.payload,
  receivedAt: row.received_at,
  status: row.status,
  attempts: row.attempts,
  replayed: flagged(row.replayed),
  reason: row.reason,
  // Leases are not archived; without its lease an event may be claimed at once.
  availableAt: row.owner === null ? row.available_at : 0,
  processedAt: row.processed_at,
});

export const deliveryRowOf = (delivery: ArchivedDelivery): Insertable<InboxRow> => ({
  id: delivery.id,
  app_id: delivery.appId,
  named_app_id: delivery.namedAppId,
  dedupe_key: storableKey(delivery.dedupeKey),
  name: delivery.name,
  payload: delivery.payload,
  received_at: delivery.receivedAt,
  status: delivery.status,
  owner: null,
  available_at: delivery.availableAt,
  attempts: delivery.attempts,
  replayed: delivery.replayed,
  reason: delivery.reason,
  processed_at: delivery.processedAt,
});
