import type { SchemaStep } from '../migrate.js';

/** Deliveries, and how many there are of each status. */
export const inbox: SchemaStep = [
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

  // Triggers update the counts: counting years of deliveries at each health check would take too long.
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
