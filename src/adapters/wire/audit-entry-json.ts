import * as t from 'io-ts';
import type { AuditEntry } from '../../domain/app/api-key.js';
import { AuditId } from '../../domain/ids.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';
import { oneOf } from './words.js';

/** One line of the history of an app's keys, over REST. */
export const AuditEntryJson = t.type(
  {
    id: AuditId,
    action: oneOf(['created', 'rotated', 'revoked']),
    old_key_hint: nullable(t.string),
    new_key_hint: nullable(t.string),
    performed_at: IsoTime,
  },
  'AuditEntry',
);

export const auditEntryToJson = (entry: AuditEntry): t.OutputOf<typeof AuditEntryJson> =>
  AuditEntryJson.encode({
    id: entry.id,
    action: entry.action,
    old_key_hint: entry.oldKeyHint,
    new_key_hint: entry.newKeyHint,
    performed_at: entry.performedAt,
  });
