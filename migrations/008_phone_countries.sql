-- The country of an app's numbers that are written without a country code, and by which rules its rows have number keys: the server
-- makes the keys of an app anew when it starts and finds another rule here than its own.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '007_voicemail_keys') then
    raise exception 'apply migrations/007_voicemail_keys.sql first';
  end if;
  if exists (select from schema_migrations where name = '008_phone_countries') then
    raise notice '008_phone_countries is applied already';
    return;
  end if;

  -- Null where the app has the server's default country.
  alter table apps add column country text;
  -- Null until the keys of the app's rows have been made by a rule that has a name.
  alter table apps add column keyed_as text;

  insert into schema_migrations (name) values ('008_phone_countries');
end
$migration$;
