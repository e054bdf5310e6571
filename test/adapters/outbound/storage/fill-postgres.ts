import { sql } from 'kysely';
import type { Db } from '../../../../src/adapters/outbound/storage/sql/database.js';
import { APP, NOON } from '../../../../src/testing/storage/samples.js';

/** The n-th of some apps; the first is the one that tests ask for. */
const appOf = (apps: number) =>
  sql.raw(
    `case n % ${apps} when 0 then '${APP}' else '0193597e-0000-7000-8000-' || lpad(to_hex(n % ${apps}), 12, '0') end`,
  );

/** Ids that sort by time, as those of version 7 do. */
const id = sql.raw(`'0193597f-0000-7000-8000-' || lpad(to_hex(n), 12, '0')`);

/** Fills the tables of a new database as years of traffic would: a few calls in a thousand are in progress, one in five of the first app's is a leg of another. */
export const fillPostgres = async (
  db: Db,
  { calls, apps }: { readonly calls: number; readonly apps: number },
): Promise<void> => {
  const rows = sql.raw(`generate_series(1, ${calls}) as n`);
  const fields = sql.raw(`
    n::text, 1, case when n % 1000 = 0 then 'active' when n % 7 = 0 then 'missed' else 'ended' end,
    case when n % 3 = 0 then 'outbound' else 'inbound' end,
    '+1555' || lpad((n % 50000)::text, 7, '0'), '555' || lpad((n % 50000)::text, 7, '0'),
    '+15550100101', '5550100101', (n % 200)::text`);
  // Calls of one app are as many apart as there are apps. The one before is a leg of no other: conversations are short.
  const conversation = sql.raw(`(case when n % ${5 * apps} = 0 then n - ${apps} else n end)::text`);
  const time = sql.raw(`${NOON} + n * 1000`);
  await sql`
    insert into calls (id, app_id, dialpad_call_id, revision, status, direction, from_number, from_key, to_number, to_key,
      dialpad_user_id, started_at, created_at, updated_at, announced, facts, conversation_id)
    select ${id}, ${appOf(apps)}, ${fields}, ${time}, ${time}, ${time}, '["call.ended"]',
      '{"startedAt":{"at":0,"stated":false},"padding":"' || repeat('x', 500) || '"}', ${conversation} from ${rows}
  `.execute(db);
  await sql`
    insert into call_links (app_id, linked_id, dialpad_call_id)
    select ${appOf(apps)}, ${conversation}, n::text from ${rows} where ${conversation} <> n::text
  `.execute(db);
  await sql`
    insert into messages (id, app_id, dialpad_message_id, revision, status, direction, from_number, from_key, to_number, to_key,
      dialpad_user_id, sent_at, created_at, updated_at, text, facts)
    select ${id}, ${appOf(apps)}, ${fields}, ${time}, ${time}, ${time}, 'Hello', '{}' from ${rows}
  `.execute(db);
  await sql`
    insert into voicemails (id, app_id, voicemail_key, revision, dialpad_user_id, from_number, from_key, to_number, to_key,
      created_at, updated_at, facts)
    select ${id}, ${appOf(apps)}, 'call:' || n, 1, (n % 200)::text, '+15550100102', '555' || lpad((n % 50000)::text, 7, '0'),
      '+15550100101', '5550100101', ${time}, ${time}, '{}' from ${rows}
  `.execute(db);
  await sql`
    insert into voicemail_keys (app_id, voicemail_key, voicemail_id) select ${appOf(apps)}, 'call:' || n, ${id} from ${rows}
  `.execute(db);
  await sql`
    insert into events (app_id, seq, id, happened_at, recorded_at, replayed, news)
    select ${appOf(apps)}, n, ${id}, ${time}, ${time}, false, '{}' from ${rows}
  `.execute(db);
  await sql`
    insert into inbox (id, app_id, status, available_at, received_at, dedupe_key, payload)
    select ${id}, ${appOf(apps)}, case when n % 5000 = 0 then 'pending' else 'processed' end, 0, ${time}, n::text, '{}' from ${rows}
  `.execute(db);
  // Statistics, and what lets an index alone answer.
  for (const table of [
    'calls',
    'call_counts',
    'call_links',
    'messages',
    'voicemails',
    'voicemail_keys',
    'events',
    'inbox',
    'inbox_counts',
  ]) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(db);
  }
};
