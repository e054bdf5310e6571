-- An index for each way in which the API lists calls and messages.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '002_production_hardening') then
    raise exception 'apply migrations/002_production_hardening.sql first';
  end if;
  if exists (select from schema_migrations where name = '003_calls_api_indexes') then
    raise notice '003_calls_api_indexes is applied already';
    return;
  end if;

  create index calls_started on calls (app_id, started_at, id);
  create index calls_status on calls (app_id, status, started_at, id);
  create index calls_direction on calls (app_id, direction, started_at, id);
  create index calls_user on calls (app_id, dialpad_user_id, started_at, id);
  create index calls_from on calls (app_id, from_key, started_at, id);
  create index calls_to on calls (app_id, to_key, started_at, id);

  create index messages_sent on messages (app_id, sent_at, id);
  create index messages_direction on messages (app_id, direction, sent_at, id);
  create index messages_user on messages (app_id, dialpad_user_id, sent_at, id);
  create index messages_from on messages (app_id, from_key, sent_at, id);
  create index messages_to on messages (app_id, to_key, sent_at, id);

  insert into schema_migrations (name) values ('003_calls_api_indexes');
end
$migration$;
