import type { SchemaStep } from '../migrate.js';
import { writeStatistics } from './statistics.js';

/** Every id that a voicemail is known by. Before, it was known by one, in `voicemails.voicemail_key`. */
export const voicemailKeys: SchemaStep = [
  // A JSON list. A voicemail that an older version wrote has its `voicemail_key` only.
  'alter table voicemails add column keys text',
  `create table voicemail_keys (
    app_id text not null,
    voicemail_key text not null,
    voicemail_id text not null,
    primary key (app_id, voicemail_key)
  ) strict, without rowid`,
  'insert into voicemail_keys (app_id, voicemail_key, voicemail_id) select app_id, voicemail_key, id from voicemails',
  // The primary key of a table without rowids has the name of the table.
  ...writeStatistics({ voicemail_keys: { voicemail_keys: '1000000 100000 1' } }),
];
