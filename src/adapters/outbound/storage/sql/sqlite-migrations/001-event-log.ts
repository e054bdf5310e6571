import type { SchemaStep } from '../migrate.js';

/** The events of each app, and the name of the log. */
export const eventLog: SchemaStep = [
  'create table meta (key text not null primary key, value text not null) strict, without rowid',
  'create table streams (app_id text not null primary key, seq integer not null) strict, without rowid',
  `create table events (
    app_id text not null,
    seq integer not null,
    id text not null,
    happened_at integer not null,
    recorded_at integer not null,
    replayed integer not null,
    target_crm_user text,
    news text not null,
    primary key (app_id, seq)
  ) strict`,
];
