-- What each CRM says about whoever has a number: one row for each number of an app.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '014_tickets') then
    raise exception 'apply migrations/014_tickets.sql first';
  end if;
  if exists (select from schema_migrations where name = '017_contacts') then
    raise notice '017_contacts is applied already';
    return;
  end if;

  create table contacts (
    app_id text collate "C" not null,
    number_key text collate "C" not null,
    id text collate "C" not null,
    number text not null,
    name text not null,
    record_url text,
    updated_at bigint not null,
    primary key (app_id, number_key)
  );
  create unique index contacts_id on contacts (app_id, id);

  insert into schema_migrations (name) values ('017_contacts');
end
$migration$;
