-- The records of an app: its connection to Dialpad, its webhook there, and its coverage.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '004_voicemail_and_user_mappings') then
    raise exception 'apply migrations/004_voicemail_and_user_mappings.sql first';
  end if;
  if exists (select from schema_migrations where name = '005_dialpad_connection') then
    raise notice '005_dialpad_connection is applied already';
    return;
  end if;

  create table app_records (
    app_id text collate "C" not null references apps (id),
    kind text collate "C" not null,
    revision integer not null,
    value text not null,
    primary key (app_id, kind)
  );

  insert into schema_migrations (name) values ('005_dialpad_connection');
end
$migration$;
