-- Tenants: apps, their keys with the history of the keys, and the Dialpad organisations that belong to them.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '001_webhook_processing') then
    raise exception 'apply migrations/001_webhook_processing.sql first';
  end if;
  if exists (select from schema_migrations where name = '002_production_hardening') then
    raise notice '002_production_hardening is applied already';
    return;
  end if;

  create table apps (
    id text collate "C" not null primary key,
    name text not null,
    is_active boolean not null,
    key_revision integer not null default 0,
    created_at bigint not null,
    updated_at bigint not null
  );
  create index apps_created on apps (created_at, id);
  create index apps_active on apps (id) where is_active;

  create table app_organizations (
    organization_id text collate "C" not null primary key,
    app_id text collate "C" not null references apps (id)
  );
  create index app_organizations_app on app_organizations (app_id);

  create table api_keys (
    id text collate "C" not null primary key,
    app_id text collate "C" not null references apps (id),
    hash text collate "C" not null unique,
    hint text not null,
    created_at bigint not null,
    valid_until bigint,
    last_used_at bigint
  );
  create index api_keys_app on api_keys (app_id, created_at, id);

  create table api_key_audit (
    id text collate "C" not null primary key,
    app_id text collate "C" not null references apps (id),
    revision integer not null,
    action text not null,
    old_key_hint text,
    new_key_hint text,
    performed_at bigint not null
  );
  create unique index api_key_audit_order on api_key_audit (app_id, revision);

  insert into schema_migrations (name) values ('002_production_hardening');
end
$migration$;
