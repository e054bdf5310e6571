import type { SchemaStep } from '../migrate.js';

/** Records of an app, each of which changes as a whole. */
export const appRecords: SchemaStep = [
  `create table app_records (
    app_id text not null references apps (id),
    kind text not null,
    revision integer not null,
    value text not null,
    primary key (app_id, kind)
  ) strict`,
];
