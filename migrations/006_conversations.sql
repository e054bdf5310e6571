-- The conversation that a call is a leg of, the legs that it names, and its details. The column `thread` holds its leg context
-- (docs/decisions/2026-11-25-stored-names-stay.md).
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '005_dialpad_connection') then
    raise exception 'apply migrations/005_dialpad_connection.sql first';
  end if;
  if exists (select from schema_migrations where name = '006_conversations') then
    raise notice '006_conversations is applied already';
    return;
  end if;

  alter table calls add column conversation_id text collate "C";
  alter table calls add column thread text;
  alter table calls add column details text;
  -- A call that was stored before this column existed is a conversation of its own.
  create index calls_conversation on calls (app_id, coalesce(conversation_id, dialpad_call_id), started_at, id);

  create table call_links (
    app_id text collate "C" not null,
    linked_id text collate "C" not null,
    dialpad_call_id text collate "C" not null,
    primary key (app_id, linked_id, dialpad_call_id)
  );

  insert into schema_migrations (name) values ('006_conversations');
end
$migration$;
