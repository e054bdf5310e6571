-- Tickets that were given out and not used yet, so that any process can take them. They are good for a minute: what a crash of the
-- server loses of them is asked for anew.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '012_call_counts') then
    raise exception 'apply migrations/012_call_counts.sql first';
  end if;
  if exists (select from schema_migrations where name = '014_tickets') then
    raise notice '014_tickets is applied already';
    return;
  end if;

  create unlogged table tickets (
    hash text collate "C" not null primary key,
    app_id text collate "C" not null,
    key_id text collate "C" not null,
    valid_until bigint,
    expires_at bigint not null
  );
  create index tickets_expired on tickets (expires_at);

  insert into schema_migrations (name) values ('014_tickets');
end
$migration$;
