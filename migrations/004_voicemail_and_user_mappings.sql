-- Voicemails, and the mappings of Dialpad users to CRM users.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '003_calls_api_indexes') then
    raise exception 'apply migrations/003_calls_api_indexes.sql first';
  end if;
  if exists (select from schema_migrations where name = '004_voicemail_and_user_mappings') then
    raise notice '004_voicemail_and_user_mappings is applied already';
    return;
  end if;

  create table voicemails (
    id text collate "C" not null primary key,
    app_id text collate "C" not null,
    voicemail_key text collate "C" not null,
    revision integer not null,
    deleted_at bigint,
    dialpad_call_id text collate "C",
    dialpad_user_id text collate "C",
    from_number text,
    from_key text collate "C",
    to_number text,
    to_key text collate "C",
    duration_seconds double precision,
    created_at bigint not null,
    updated_at bigint not null,
    recording_url text,
    transcript text,
    facts text not null
  );
  create unique index voicemails_dialpad on voicemails (app_id, voicemail_key);
  create index voicemails_created on voicemails (app_id, created_at, id) where deleted_at is null;
  create index voicemails_user on voicemails (app_id, dialpad_user_id, created_at, id) where deleted_at is null;
  create index voicemails_from on voicemails (app_id, from_key, created_at, id) where deleted_at is null;
  create index voicemails_to on voicemails (app_id, to_key, created_at, id) where deleted_at is null;

  create table user_mappings (
    id text collate "C" not null primary key,
    app_id text collate "C" not null,
    dialpad_user_id text collate "C" not null,
    crm_user_id text not null,
    created_at bigint not null,
    updated_at bigint not null
  );
  create unique index user_mappings_dialpad on user_mappings (app_id, dialpad_user_id);
  create index user_mappings_crm on user_mappings (app_id, crm_user_id, updated_at, id);
  create index user_mappings_created on user_mappings (app_id, created_at, id);

  insert into schema_migrations (name) values ('004_voicemail_and_user_mappings');
end
$migration$;
