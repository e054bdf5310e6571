-- Every administrative act: who, what, when, from where. And an index on deleted voicemails, so that they are found where a person's
-- data is erased.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '009_crm_user_keys') then
    raise exception 'apply migrations/009_crm_user_keys.sql first';
  end if;
  if exists (select from schema_migrations where name = '010_audit') then
    raise notice '010_audit is applied already';
    return;
  end if;

  create table audit (
    id text collate "C" not null primary key,
    at bigint not null,
    action text collate "C" not null,
    actor text collate "C" not null,
    address text collate "C",
    request_id text collate "C",
    app_id text collate "C",
    target_id text collate "C",
    affected integer,
    status integer
  );
  create index audit_at on audit (at);
  create index audit_app on audit (app_id, id);
  create index audit_action on audit (action, id);

  create index voicemails_deleted on voicemails (app_id, id) where deleted_at is not null;

  insert into schema_migrations (name) values ('010_audit');
end
$migration$;
