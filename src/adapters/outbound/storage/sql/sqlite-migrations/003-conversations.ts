import type { SchemaStep } from '../migrate.js';
import { writeStatistics } from './statistics.js';

/** Calls as legs of conversations, and their details. */
export const conversations: SchemaStep = [
  'alter table calls add column conversation_id text',
  'alter table calls add column thread text',
  'alter table calls add column details text',
  // A call that an older version wrote is a conversation of its own.
  'create index calls_conversation on calls (app_id, coalesce(conversation_id, dialpad_call_id), started_at, id)',
  `create table call_links (
    app_id text not null,
    linked_id text not null,
    dialpad_call_id text not null,
    primary key (app_id, linked_id, dialpad_call_id)
  ) strict, without rowid`,
  ...writeStatistics({
    calls: { calls_conversation: '1000000 100000 2 1 1' },
    // The primary key of a table without rowids has the name of the table.
    call_links: { call_links: '1000000 100000 2 1' },
  }),
];
