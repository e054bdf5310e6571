-- Every id that a voicemail is known by. Until now it was known by one, in voicemails.voicemail_key.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '006_conversations') then
    raise exception 'apply migrations/006_conversations.sql first';
  end if;
  if exists (select from schema_migrations where name = '007_voicemail_keys') then
    raise notice '007_voicemail_keys is applied already';
    return;
  end if;

  -- A JSON list. A voicemail that was stored before this column existed has its voicemail_key only.
  alter table voicemails add column keys text;

  create table voicemail_keys (
    app_id text collate "C" not null,
    voicemail_key text collate "C" not null,
    voicemail_id text collate "C" not null,
    primary key (app_id, voicemail_key)
  );
  insert into voicemail_keys (app_id, voicemail_key, voicemail_id) select app_id, voicemail_key, id from voicemails;

  insert into schema_migrations (name) values ('007_voicemail_keys');
end
$migration$;
