import type { SchemaStep } from '../migrate.js';

/** What each CRM says about whoever has a number: one row for each number of an app. */
export const contacts: SchemaStep = [
  `create table contacts (
    app_id text not null,
    number_key text not null,
    id text not null,
    number text not null,
    name text not null,
    record_url text,
    updated_at integer not null,
    primary key (app_id, number_key)
  ) strict, without rowid`,
  'create unique index contacts_id on contacts (app_id, id)',
];
