import type { ApiKey, AuditAction, AuditEntry } from '../../../../domain/app/api-key.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { Country } from '../../../../domain/country.js';
import type { AppId, AuditId, KeyId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';

/** An app with its keys and their history, which are few: what changes together is one document. */
export interface AppDoc {
  readonly _id: AppId;
  readonly name: string;
  readonly is_active: boolean;
  /** Null, or missing in a document that an older version stored, where the app has the default country. */
  readonly country?: Country | null;
  /** The `keyRule` of its documents; missing until keys have been made by one. */
  readonly keyed_as?: string;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly key_revision: number;
  readonly keys: readonly KeyDoc[];
  readonly audit: readonly AuditDoc[];
}

export interface KeyDoc {
  readonly id: KeyId;
  readonly hash: string;
  readonly hint: string;
  readonly created_at: Timestamp;
  readonly valid_until: Timestamp | null;
}

export interface AuditDoc {
  readonly id: AuditId;
  readonly revision: number;
  readonly action: AuditAction;
  readonly old_key_hint: string | null;
  readonly new_key_hint: string | null;
  readonly performed_at: Timestamp;
}

/** The projection of an app without its keys. */
export const WITHOUT_KEYS = { name: 1, is_active: 1, country: 1, created_at: 1, updated_at: 1 } as const;

export const appOf = (doc: Pick<AppDoc, '_id' | keyof typeof WITHOUT_KEYS>): AppTenant => ({
  id: doc._id,
  name: doc.name,
  isActive: doc.is_active,
  country: doc.country ?? null,
  createdAt: doc.created_at,
  updatedAt: doc.updated_at,
});

/** The document of an app that has no keys yet. */
export const appDocOf = (app: AppTenant, keyRevision: number): AppDoc => ({
  _id: app.id,
  name: app.name,
  is_active: app.isActive,
  country: app.country,
  created_at: app.createdAt,
  updated_at: app.updatedAt,
  key_revision: keyRevision,
  keys: [],
  audit: [],
});

/** `lastUse` gives when each key was last used; a key that it lacks has never been used. */
export const keyOf = (appId: AppId, key: KeyDoc, lastUse: ReadonlyMap<KeyId, Timestamp>): ApiKey => ({
  id: key.id,
  appId,
  hash: key.hash,
  hint: key.hint,
  createdAt: key.created_at,
  validUntil: key.valid_until,
  lastUsedAt: lastUse.get(key.id) ?? null,
});

export const keyDocOf = (key: ApiKey): KeyDoc => ({
  id: key.id,
  hash: key.hash,
  hint: key.hint,
  created_at: key.createdAt,
  valid_until: key.validUntil,
});

export const auditEntryOf = (appId: AppId, doc: AuditDoc): AuditEntry => ({
  id: doc.id,
  appId,
  action: doc.action,
  oldKeyHint: doc.old_key_hint,
  newKeyHint: doc.new_key_hint,
  performedAt: doc.performed_at,
});

export const auditDocOf = (entry: AuditEntry, revision: number): AuditDoc => ({
  id: entry.id,
  revision,
  action: entry.action,
  old_key_hint: entry.oldKeyHint,
  new_key_hint: entry.newKeyHint,
  performed_at: entry.performedAt,
});
