import type { ApiKey } from '../../../../../domain/app/api-key.js';
import type { AppId, KeyId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';

/** An API key of an app. */
export interface ApiKeyRow {
  readonly id: KeyId;
  readonly app_id: AppId;
  /** SHA-256 of the key, in hex. */
  readonly hash: string;
  readonly hint: string;
  readonly created_at: Timestamp;
  readonly valid_until: Timestamp | null;
  readonly last_used_at: Timestamp | null;
}

export const API_KEY_COLUMNS = [
  'id',
  'app_id',
  'hash',
  'hint',
  'created_at',
  'valid_until',
  'last_used_at',
] as const satisfies readonly (keyof ApiKeyRow)[];

export const apiKeyOf = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  appId: row.app_id,
  hash: row.hash,
  hint: row.hint,
  createdAt: row.created_at,
  validUntil: row.valid_until,
  lastUsedAt: row.last_used_at,
});

export const apiKeyRowOf = (key: ApiKey): ApiKeyRow => ({
  id: key.id,
  app_id: key.appId,
  hash: key.hash,
  hint: key.hint,
  created_at: key.createdAt,
  valid_until: key.validUntil,
  last_used_at: key.lastUsedAt,
});
