import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { INBOX_STATUSES } from '../../application/ports/inbox.js';
import type { JournalEntry } from '../../application/ports/inbox-journal.js';
import { AppId, InboxId } from '../../domain/ids.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';
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

/** The entry as JSON. The payload, which was JSON when it arrived, goes out as the text that it is, however deeply it is nested. */
export const journalEntryToText = (entry: JournalEntry): string => {
  const { payload, ...rest } = JournalEntryJson.encode({
    id: entry.id,
    app_id: entry.appId,
    event_type: entry.name,
    status: entry.status,
    reason: entry.reason,
    attempts: entry.attempts,
    replayed: entry.replayed,
    received_at: entry.receivedAt,
    payload: null,
  });
  return `${JSON.stringify(rest).slice(0, -1)},"payload":${isJson(entry.payload) ? entry.payload : payload}}`;
};

/** An imported payload may be anything. */
const isJson = (text: string): boolean => O.isSome(O.tryCatch(() => JSON.parse(text)));
