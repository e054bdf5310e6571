import * as t from 'io-ts';
import { INBOX_STATUSES } from '../../../application/ports/inbox.js';
import * as Id from '../../../domain/ids.js';
import { oneOf } from '../words.js';
import { Count, maybeText, maybeTime, orNull, Timestamp } from './archive-parts.js';

export const ArchivedDelivery = t.strict({
  id: Id.InboxId,
  appId: orNull(Id.AppId),
  namedAppId: orNull(Id.AppId),
  dedupeKey: t.string,
  name: maybeText,
  payload: t.string,
  receivedAt: Timestamp,
  status: oneOf(INBOX_STATUSES),
  attempts: Count,
  replayed: t.boolean,
  reason: maybeText,
  availableAt: Timestamp,
  processedAt: maybeTime,
});
