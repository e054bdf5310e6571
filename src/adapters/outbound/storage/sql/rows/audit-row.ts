import type { AuditAction, AuditEntry } from '../../../../../domain/app/api-key.js';
import type { AppId, AuditId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';

/** One line of the history of an app's API keys. */
export interface AuditRow {
  readonly id: AuditId;
  readonly app_id: AppId;
  /** The revision of the key ring after the change; puts an app's lines in order. */
  readonly revision: number;
  readonly action: AuditAction;
  readonly old_key_hint: string | null;
  readonly new_key_hint: string | null;
  readonly performed_at: Timestamp;
}

export const AUDIT_COLUMNS = [
  'id',
  'app_id',
  'revision',
  'action',
  'old_key_hint',
  'new_key_hint',
  'performed_at',
] as const satisfies readonly (keyof AuditRow)[];

export const auditEntryOf = (row: AuditRow): AuditEntry => ({
  id: row.id,
  appId: row.app_id,
  action: row.action,
  oldKeyHint: row.old_key_hint,
  newKeyHint: row.new_key_hint,
  performedAt: row.performed_at,
});

export const auditRowOf = (entry: AuditEntry, revision: number): AuditRow => ({
  id: entry.id,
  app_id: entry.appId,
  revision,
  action: entry.action,
  old_key_hint: entry.oldKeyHint,
  new_key_hint: entry.newKeyHint,
  performed_at: entry.performedAt,
});
