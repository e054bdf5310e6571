import type { AppId, KeyId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';

/** What a valid API key gives access to. */
export interface KeyAccess {
  readonly appId: AppId;
  readonly keyId: KeyId;
  /** When the key ends; null while no end is set. */
  readonly validUntil: Timestamp | null;
}
