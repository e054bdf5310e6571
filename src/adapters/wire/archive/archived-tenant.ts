import * as t from 'io-ts';
import { RECORD_KINDS } from '../../../application/ports/app-records.js';
import { Country } from '../../../domain/country.js';
import { DialpadId } from '../../../domain/dialpad-id.js';
import * as Id from '../../../domain/ids.js';
import { oneOf } from '../words.js';
import { Count, maybeText, maybeTime, orNull, Revision, restored, Timestamp, times } from './archive-parts.js';

const country = t.union([orNull(Country), t.undefined]);

/** An app of a file that an older version wrote has no country. */
export const ArchivedApp = restored(
  t.strict({
    app: t.strict({ id: Id.AppId, name: t.string, isActive: t.boolean, country, ...times }),
    keyRevision: Count,
  }),
  ({ app, keyRevision }) => ({ app: { ...app, country: app.country ?? null }, keyRevision }),
);

export const ArchivedOrganization = t.strict({ id: DialpadId, appId: Id.AppId });

export const ArchivedApiKey = t.strict({
  id: Id.KeyId,
  appId: Id.AppId,
  hash: t.string,
  hint: t.string,
  createdAt: Timestamp,
  validUntil: maybeTime,
  lastUsedAt: maybeTime,
});

export const ArchivedAuditEntry = t.strict({
  entry: t.strict({
    id: Id.AuditId,
    appId: Id.AppId,
    action: oneOf(['created', 'rotated', 'revoked']),
    oldKeyHint: maybeText,
    newKeyHint: maybeText,
    performedAt: Timestamp,
  }),
  revision: Revision,
});

export const ArchivedMapping = t.strict({
  id: Id.MappingId,
  appId: Id.AppId,
  dialpadUserId: DialpadId,
  crmUserId: t.string,
  ...times,
});

export const ArchivedContact = t.strict({
  id: Id.ContactId,
  appId: Id.AppId,
  numberKey: t.string,
  number: t.string,
  name: t.string,
  recordUrl: maybeText,
  updatedAt: Timestamp,
});

export const ArchivedAppRecord = t.strict({
  appId: Id.AppId,
  kind: oneOf(RECORD_KINDS),
  value: t.string,
  revision: Revision,
});
