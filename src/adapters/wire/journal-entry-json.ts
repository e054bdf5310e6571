import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { INBOX_STATUSES } from '../../application/ports/inbox.js';
import type { JournalEntry } from '../../application/ports/inbox-journal.js';
import { AppId, InboxId } from '../../domain/ids.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';
import { parseJson } from './parse-json.js';
import { oneOf } from './words.js';

/** A stored webhook over REST (contract §6). */
export const JournalEntryJson = t.type(
  {
    id: InboxId,
    app_id: nullable(AppId),
    event_type: nullable(t.string),
    status: oneOf(INBOX_STATUSES),
    reason: nullable(t.string),
    attempts: t.number,
    replayed: t.boolean,
    received_at: IsoTime,
    payload: t.unknown,
  },
  'WebhookEvent',
);

export const journalEntryToJson = (entry: JournalEntry): t.OutputOf<typeof JournalEntryJson> =>
  JournalEntryJson.encode({
    id: entry.id,
    app_id: entry.appId,
    event_type: entry.name,
    status: entry.status,
    reason: entry.reason,
    attempts: entry.attempts,
    replayed: entry.replayed,
    received_at: entry.receivedAt,
    payload: O.toNullable(parseJson(entry.payload)),
  });
