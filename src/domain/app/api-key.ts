import type { AppId, AuditId, KeyId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';
import type { AppTenant } from './app-tenant.js';

/** An API key of an app. The key itself is shown once and stored nowhere; only its hash is. */
export interface ApiKey {
  readonly id: KeyId;
  readonly appId: AppId;
  /** SHA-256 of the key, in hex. */
  readonly hash: string;
  /** First 8 and last 4 characters: `app_abcd...cdef`. */
  readonly hint: string;
  readonly createdAt: Timestamp;
  /** The key is refused from this moment on; null while no end is set. */
  readonly validUntil: Timestamp | null;
  readonly lastUsedAt: Timestamp | null;
}

export type AuditAction = 'created' | 'rotated' | 'revoked';

/** One line of an app's key history. */
export interface AuditEntry {
  readonly id: AuditId;
  readonly appId: AppId;
  readonly action: AuditAction;
  readonly oldKeyHint: string | null;
  readonly newKeyHint: string | null;
  readonly performedAt: Timestamp;
}

/** All keys that an app ever had. */
export interface KeyRing {
  readonly appId: AppId;
  readonly keys: readonly ApiKey[];
  /** Counts the changes; of two writers that start from the same revision, one has to start again. */
  readonly revision: number;
}

/** A change of an app's keys, saved all or nothing: the keys that are new or end now, and the audit entry. */
export interface KeyChange {
  readonly appId: AppId;
  /** The revision of the ring that this change was made from. */
  readonly from: number;
  readonly keys: readonly ApiKey[];
  readonly audit: AuditEntry;
}

/** Why a known key is refused. */
export type KeyRefusal = 'key-ended' | 'app-inactive';

/** The first 8 and the last 4 characters of a key: enough to recognise it, too little to use it. */
export const keyHint = (key: string): string => `${key.slice(0, 8)}...${key.slice(-4)}`;

const isValid = (key: ApiKey, now: Timestamp): boolean => key.validUntil === null || now < key.validUntil;

/** The newest key of an app, unless it is revoked; a rotated key in its grace time is not current. */
export const currentKey = ({ keys }: KeyRing): ApiKey | null => keys.find((key) => key.validUntil === null) ?? null;

/** The valid keys, with their end moved to `end` if it is later or not set. */
const ending = ({ keys }: KeyRing, end: Timestamp, now: Timestamp): readonly ApiKey[] =>
  keys
    .filter((key) => isValid(key, now) && (key.validUntil === null || end < key.validUntil))
    .map((key) => ({ ...key, validUntil: end }));

/**
 * Gives an app a new key. Its other keys end after `graceSeconds`, at once for 0. The first key of an app is audited as `created`, a
 * later one as `rotated`.
 */
export const rotateKey = (
  ring: KeyRing,
  fresh: { readonly id: KeyId; readonly auditId: AuditId; readonly hash: string; readonly hint: string },
  graceSeconds: number,
  now: Timestamp,
): KeyChange => {
  const { appId } = ring;
  const { id, auditId, hash, hint } = fresh;
  const key: ApiKey = { id, appId, hash, hint, createdAt: now, validUntil: null, lastUsedAt: null };
  return {
    appId,
    from: ring.revision,
    keys: [...ending(ring, now + graceSeconds * 1000, now), key],
    audit: {
      id: auditId,
      appId,
      action: ring.keys.length === 0 ? 'created' : 'rotated',
      oldKeyHint: currentKey(ring)?.hint ?? null,
      newKeyHint: hint,
      performedAt: now,
    },
  };
};

/** Ends all keys of an app, those in their grace time included; null if none is valid. */
export const revokeKeys = (ring: KeyRing, fresh: { readonly auditId: AuditId }, now: Timestamp): KeyChange | null => {
  const { appId } = ring;
  const keys = ending(ring, now, now);
  if (keys.length === 0) return null;
  const oldKeyHint = currentKey(ring)?.hint ?? keys[0]?.hint ?? null;
  return {
    appId,
    from: ring.revision,
    keys,
    audit: { id: fresh.auditId, appId, action: 'revoked', oldKeyHint, newKeyHint: null, performedAt: now },
  };
};

/** The ring of an app that never had a key. */
export const emptyRing = (appId: AppId): KeyRing => ({ appId, keys: [], revision: 0 });

/** Why this key of this app is refused at `now`; null if it is accepted. */
export const refusalOf = (key: ApiKey, app: AppTenant, now: Timestamp): KeyRefusal | null => {
  if (!isValid(key, now)) return 'key-ended';
  return app.isActive ? null : 'app-inactive';
};
