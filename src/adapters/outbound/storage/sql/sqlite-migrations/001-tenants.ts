import type { SchemaStep } from '../migrate.js';

/** Apps, their keys and the history of these, and their user mappings. */
export const tenants: SchemaStep = [
  `create table apps (
    id text not null primary key,
    name text not null,
    is_active integer not null,
    key_revision integer not null default 0,
    created_at integer not null,
    updated_at integer not null
  ) strict`,
  `create table app_organizations (
    organization_id text not null primary key,
    app_id text not null references apps (id)
  ) strict`,
  'create index app_organizations_app on app_organizations (app_id)',

  `create table api_keys (
    id text not null primary key,
    app_id text not null references apps (id),
    hash text not null unique,
    hint text not null,
    created_at integer not null,
    valid_until integer,
    last_used_at integer
  ) strict`,
  'create index api_keys_app on api_keys (app_id, created_at, id)',
  `create table api_key_audit (
    id text not null primary key,
    app_id text not null references apps (id),
    revision integer not null,
    action text not null,
    old_key_hint text,
    new_key_hint text,
    performed_at integer not null
  ) strict`,
  'create unique index api_key_audit_order on api_key_audit (app_id, revision)',

  `create table user_mappings (
    id text not null primary key,
    app_id text not null,
    dialpad_user_id text not null,
    crm_user_id text not null,
    created_at integer not null,
    updated_at integer not null
  ) strict`,
  'create unique index user_mappings_dialpad on user_mappings (app_id, dialpad_user_id)',
  'create index user_mappings_crm on user_mappings (app_id, crm_user_id, updated_at, id)',
  'create index user_mappings_created on user_mappings (app_id, created_at, id)',
];
