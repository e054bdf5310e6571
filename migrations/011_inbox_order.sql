-- What an event is about, so that a process finds the earlier events of the same call that another process still has.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '010_audit') then
    raise exception 'apply migrations/010_audit.sql first';
  end if;
  if exists (select from schema_migrations where name = '011_inbox_order') then
    raise notice '011_inbox_order is applied already';
    return;
  end if;

  alter table inbox add column order_key text collate "C";
  create index inbox_order on inbox (app_id, order_key) where status = 'pending' and order_key is not null;

  insert into schema_migrations (name) values ('011_inbox_order');
end
$migration$;
