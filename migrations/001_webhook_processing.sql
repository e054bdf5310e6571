-- The inbox, the calls and messages that follow from it, and the stream of events of each app.
--
-- By hand: psql "$DATABASE_URL" < migrations/001_webhook_processing.sql, in the order of the numbers. Each file is one statement, so it is
-- applied completely or not at all; applied again it changes nothing. The server applies what is missing by itself.
--
-- Dialpad's ids are text: they are int64, and a JavaScript number is exact up to 2^53 only. Times are milliseconds since 1970.
-- The column `news` holds the content of an event (docs/decisions/2026-11-25-stored-names-stay.md).
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if exists (select from schema_migrations where name = '001_webhook_processing') then
    raise notice '001_webhook_processing is applied already';
    return;
  end if;

  create table inbox (
    id text collate "C" not null primary key,
    app_id text collate "C",
    named_app_id text collate "C",
    status text not null check (status in ('pending', 'processed', 'ignored', 'failed', 'unrouted')),
    owner text,
    available_at bigint not null,
    received_at bigint not null,
    attempts integer not null default 0,
    replayed boolean not null default false,
    processed_at bigint,
    name text,
    reason text,
    dedupe_key text collate "C" not null,
    payload text not null
  );
  create unique index inbox_dedupe on inbox (coalesce(app_id, ''), dedupe_key);
  create index inbox_pending on inbox (received_at, id, available_at) where status = 'pending';
  create index inbox_done on inbox (received_at) where status in ('processed', 'ignored');
  create index inbox_failed on inbox (id) where status = 'failed';
  create index inbox_unrouted on inbox (id) where status = 'unrouted';
  create index inbox_app on inbox (app_id, id) include (status);

  -- The number of deliveries by status. Counting years of deliveries at each health check would take too long. Every statement adds
  -- rows, so that writers do not wait for each other; the count of a status is the sum of its rows. Now and then a writer adds them up
  -- and skips the rows that another writer is adding up at that moment.
  create table inbox_counts (
    status text not null,
    count bigint not null
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

  create function inbox_count() returns trigger language plpgsql set search_path from current as $count$
  begin
    if tg_op = 'INSERT' then
      insert into inbox_counts (status, count) select status, count(*) from new_rows group by status;
    elsif tg_op = 'UPDATE' then
      insert into inbox_counts (status, count)
        select status, sum(change)
        from (select status, 1 as change from new_rows union all select status, -1 from old_rows) as changes
        group by status
        having sum(change) <> 0;
    elsif tg_op = 'DELETE' then
      insert into inbox_counts (status, count) select status, -count(*) from old_rows group by status;
    else
      delete from inbox_counts;
    end if;
    if random() < 0.01 then
      with added_up as (
        delete from inbox_counts
        where ctid = any (array(select ctid from inbox_counts for update skip locked))
        returning status, count
      )
      insert into inbox_counts (status, count) select status, sum(count) from added_up group by status;
    end if;
    return null;
  end
  $count$;
  create trigger inbox_counts_insert after insert on inbox
    referencing new table as new_rows for each statement execute function inbox_count();
  create trigger inbox_counts_update after update on inbox
    referencing old table as old_rows new table as new_rows for each statement execute function inbox_count();
  create trigger inbox_counts_delete after delete on inbox
    referencing old table as old_rows for each statement execute function inbox_count();
  create trigger inbox_counts_truncate after truncate on inbox
    for each statement execute function inbox_count();

  create table calls (
    id text collate "C" not null primary key,
    app_id text collate "C" not null,
    dialpad_call_id text collate "C" not null,
    revision integer not null,
    status text not null,
    direction text,
    from_number text,
    from_key text collate "C",
    to_number text,
    to_key text collate "C",
    dialpad_user_id text collate "C",
    started_at bigint not null,
    ended_at bigint,
    duration_seconds double precision,
    created_at bigint not null,
    updated_at bigint not null,
    recording_url text,
    announced text not null,
    facts text not null
  );
  create unique index calls_dialpad on calls (app_id, dialpad_call_id);

  create table messages (
    id text collate "C" not null primary key,
    app_id text collate "C" not null,
    dialpad_message_id text collate "C" not null,
    revision integer not null,
    status text,
    direction text,
    from_number text,
    from_key text collate "C",
    to_number text,
    to_key text collate "C",
    dialpad_user_id text collate "C",
    sent_at bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    text text,
    facts text not null
  );
  create unique index messages_dialpad on messages (app_id, dialpad_message_id);

  create table meta (key text not null primary key, value text not null);

  create table streams (app_id text collate "C" not null primary key, seq bigint not null);

  create table events (
    app_id text collate "C" not null,
    seq bigint not null,
    id text collate "C" not null,
    happened_at bigint not null,
    recorded_at bigint not null,
    replayed boolean not null,
    target_crm_user text,
    news text not null,
    primary key (app_id, seq)
  );

  insert into schema_migrations (name) values ('001_webhook_processing');
end
$migration$;
