import type { SchemaStep } from './migrate.js';

/*
 * Dialpad's ids are text (an int64 does not fit a JavaScript number), times are integers of milliseconds, truth values 0 or
 * 1. Wide columns stand last, so that reading the others does not have to pass over them.
 */

const inbox: SchemaStep = [
  `create table inbox (
    id text not null primary key,
    app_id text,
    named_app_id text,
    status text not null check (status in ('pending', 'processed', 'ignored', 'failed', 'unrouted')),
    owner text,
    available_at integer not null,
    received_at integer not null,
    attempts integer not null default 0,
    replayed integer not null default 0,
    processed_at integer,
    name text,
    reason text,
    dedupe_key text not null,
    payload text not null
  ) strict`,
  `create unique index inbox_dedupe on inbox (coalesce(app_id, ''), dedupe_key)`,
  `create index inbox_pending on inbox (received_at, id, available_at) where status = 'pending'`,
  `create index inbox_done on inbox (received_at) where status in ('processed', 'ignored')`,
  `create index inbox_failed on inbox (id) where status = 'failed'`,
  `create index inbox_unrouted on inbox (id) where status = 'unrouted'`,

  // Kept as it changes, because counting years of deliveries at each health check would take too long.
  'create table inbox_counts (status text not null primary key, count integer not null) strict, without rowid',
  `insert into inbox_counts (status, count)
    values ('pending', 0), ('processed', 0), ('ignored', 0), ('failed', 0), ('unrouted', 0)`,
  `create trigger inbox_counts_insert after insert on inbox begin
    update inbox_counts set count = count + 1 where status = new.status;
  end`,
  `create trigger inbox_counts_update after update of status on inbox when old.status <> new.status begin
    update inbox_counts set count = count - 1 where status = old.status;
    update inbox_counts set count = count + 1 where status = new.status;
  end`,
  `create trigger inbox_counts_delete after delete on inbox begin
    update inbox_counts set count = count - 1 where status = old.status;
  end`,
];

const aggregates: SchemaStep = [
  `create table calls (
    id text not null primary key,
    app_id text not null,
    dialpad_call_id text not null,
    revision integer not null,
    status text not null,
    direction text,
    from_number text,
    from_key text,
    to_number text,
    to_key text,
    dialpad_user_id text,
    started_at integer not null,
    ended_at integer,
    duration_seconds real,
    created_at integer not null,
    updated_at integer not null,
    recording_url text,
    announced text not null,
    facts text not null
  ) strict`,
  'create unique index calls_dialpad on calls (app_id, dialpad_call_id)',
  'create index calls_started on calls (app_id, started_at, id)',
  'create index calls_status on calls (app_id, status, started_at, id)',
  'create index calls_direction on calls (app_id, direction, started_at, id)',
  'create index calls_user on calls (app_id, dialpad_user_id, started_at, id)',
  'create index calls_from on calls (app_id, from_key, started_at, id)',
  'create index calls_to on calls (app_id, to_key, started_at, id)',

  `create table voicemails (
    id text not null primary key,
    app_id text not null,
    voicemail_key text not null,
    revision integer not null,
    deleted_at integer,
    dialpad_call_id text,
    dialpad_user_id text,
    from_number text,
    from_key text,
    to_number text,
    to_key text,
    duration_seconds real,
    created_at integer not null,
    updated_at integer not null,
    recording_url text,
    transcript text,
    facts text not null
  ) strict`,
  'create unique index voicemails_dialpad on voicemails (app_id, voicemail_key)',
  'create index voicemails_created on voicemails (app_id, created_at, id) where deleted_at is null',
  'create index voicemails_user on voicemails (app_id, dialpad_user_id, created_at, id) where deleted_at is null',
  'create index voicemails_from on voicemails (app_id, from_key, created_at, id) where deleted_at is null',
  'create index voicemails_to on voicemails (app_id, to_key, created_at, id) where deleted_at is null',

  `create table messages (
    id text not null primary key,
    app_id text not null,
    dialpad_message_id text not null,
    revision integer not null,
    status text,
    direction text,
    from_number text,
    from_key text,
    to_number text,
    to_key text,
    dialpad_user_id text,
    sent_at integer not null,
    created_at integer not null,
    updated_at integer not null,
    text text,
    facts text not null
  ) strict`,
  'create unique index messages_dialpad on messages (app_id, dialpad_message_id)',
  'create index messages_sent on messages (app_id, sent_at, id)',
  'create index messages_direction on messages (app_id, direction, sent_at, id)',
  'create index messages_user on messages (app_id, dialpad_user_id, sent_at, id)',
  'create index messages_from on messages (app_id, from_key, sent_at, id)',
  'create index messages_to on messages (app_id, to_key, sent_at, id)',
];

const eventLog: SchemaStep = [
  'create table meta (key text not null primary key, value text not null) strict, without rowid',
  'create table streams (app_id text not null primary key, seq integer not null) strict, without rowid',
  `create table events (
    app_id text not null,
    seq integer not null,
    id text not null,
    happened_at integer not null,
    recorded_at integer not null,
    replayed integer not null,
    target_crm_user text,
    news text not null,
    primary key (app_id, seq)
  ) strict`,
];

const tenants: SchemaStep = [
  `create table apps (
    id text not null primary key,
    name text not null,
    is_active integer not null,
    key_revision integer not null default 0,
    created_at integer not null,
    updated_at integer not null
  ) strict`,
  `create table app_organizations (
    organization_id text not null primary key,
    app_id text not null references apps (id)
  ) strict`,
  'create index app_organizations_app on app_organizations (app_id)',

  `create table api_keys (
    id text not null primary key,
    app_id text not null references apps (id),
    hash text not null unique,
    hint text not null,
    created_at integer not null,
    valid_until integer,
    last_used_at integer
  ) strict`,
  'create index api_keys_app on api_keys (app_id, created_at, id)',
  `create table api_key_audit (
    id text not null primary key,
    app_id text not null references apps (id),
    revision integer not null,
    action text not null,
    old_key_hint text,
    new_key_hint text,
    performed_at integer not null
  ) strict`,
  'create unique index api_key_audit_order on api_key_audit (app_id, revision)',

  `create table user_mappings (
    id text not null primary key,
    app_id text not null,
    dialpad_user_id text not null,
    crm_user_id text not null,
    created_at integer not null,
    updated_at integer not null
  ) strict`,
  'create unique index user_mappings_dialpad on user_mappings (app_id, dialpad_user_id)',
  'create index user_mappings_crm on user_mappings (app_id, crm_user_id, updated_at, id)',
  'create index user_mappings_created on user_mappings (app_id, created_at, id)',
];

/** Each changes as a whole, and is read by its app. */
const appRecords: SchemaStep = [
  `create table app_records (
    app_id text not null references apps (id),
    kind text not null,
    revision integer not null,
    value text not null,
    primary key (app_id, kind)
  ) strict`,
];

/**
 * Stated, not measured (https://www.sqlite.org/fileformat2.html#stat1tab): rows in all, then rows that share the first column
 * of the index, the first two, and so on. Without it SQLite goes through an app's calls from the newest on until it has met
 * enough of those that are in progress, which may be none.
 */
const STATISTICS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  calls: {
    calls_dialpad: '1000000 100000 1',
    calls_started: '1000000 100000 1 1',
    calls_status: '1000000 100000 100 1 1',
    calls_direction: '1000000 100000 50000 1 1',
    calls_user: '1000000 100000 500 1 1',
    calls_from: '1000000 100000 20 1 1',
    calls_to: '1000000 100000 50 1 1',
  },
  user_mappings: {
    user_mappings_dialpad: '10000 1000 1',
    user_mappings_crm: '10000 1000 1 1 1',
    user_mappings_created: '10000 1000 1 1',
  },
};

const told = (statistics: Readonly<Record<string, Readonly<Record<string, string>>>>): SchemaStep => [
  // Makes the table of statistics the first time, and reads it the second.
  'analyze sqlite_schema',
  ...Object.entries(statistics).flatMap(([table, indexes]) =>
    Object.entries(indexes).map(
      ([index, rows]) => `insert into sqlite_stat1 (tbl, idx, stat) values ('${table}', '${index}', '${rows}')`,
    ),
  ),
  'analyze sqlite_schema',
];

const conversations: SchemaStep = [
  'alter table calls add column conversation_id text',
  'alter table calls add column thread text',
  'alter table calls add column details text',
  // A call of before has no conversation but its own.
  'create index calls_conversation on calls (app_id, coalesce(conversation_id, dialpad_call_id), started_at, id)',
  `create table call_links (
    app_id text not null,
    linked_id text not null,
    dialpad_call_id text not null,
    primary key (app_id, linked_id, dialpad_call_id)
  ) strict, without rowid`,
  ...told({
    calls: { calls_conversation: '1000000 100000 2 1 1' },
    // The key of a table without rowids goes by the name of the table.
    call_links: { call_links: '1000000 100000 2 1' },
  }),
];

/** By name, in order. One that has been released is never changed; what changes comes as the next one. */
export const sqliteMigrations: Readonly<Record<string, SchemaStep>> = {
  '001_initial': [...inbox, ...aggregates, ...eventLog, ...tenants, ...told(STATISTICS)],
  '002_dialpad_connection': appRecords,
  '003_conversations': conversations,
};
