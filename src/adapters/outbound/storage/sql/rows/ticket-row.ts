import type { AppId, KeyId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';

/** A ticket that was given out and not used yet. Only an engine that processes share has this table. */
export interface TicketRow {
  readonly hash: string;
  readonly app_id: AppId;
  readonly key_id: KeyId;
  /** When its key ends; null for never. */
  readonly valid_until: Timestamp | null;
  readonly expires_at: Timestamp;
}
