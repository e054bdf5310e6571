-- The call that an event is about, so that the events of a call are found; and all deliveries of a call, not only those that wait.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '017_contacts') then
    raise exception 'apply migrations/017_contacts.sql first';
  end if;
  if exists (select from schema_migrations where name = '018_of_a_call') then
    raise notice '018_of_a_call is applied already';
    return;
  end if;

  alter table events add column call_id text collate "C";
  -- The call's id stands first in what an event says of it.
  update events set call_id = substring(news from '"call":\{"id":"([0-9a-f-]{36})"');
  create index events_call on events (app_id, call_id, seq) where call_id is not null;
  create index inbox_call on inbox (app_id, order_key, id) where order_key is not null;
  -- The new index serves what this one did.
  drop index inbox_order;

  insert into schema_migrations (name) values ('018_of_a_call');
end
$migration$;
