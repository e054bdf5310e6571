import type { SchemaStep } from '../migrate.js';
import { writeStatistics } from './statistics.js';

/** Every administrative act; and an index on deleted voicemails, so that they are found where a person's data is erased. */
export const audit: SchemaStep = [
  `create table audit (
    id text not null primary key,
    at integer not null,
    action text not null,
    actor text not null,
    address text,
    request_id text,
    app_id text,
    target_id text,
    affected integer,
    status integer
  ) strict`,
  'create index audit_at on audit (at)',
  'create index audit_app on audit (app_id, id)',
  'create index audit_action on audit (action, id)',
  'create index voicemails_deleted on voicemails (app_id, id) where deleted_at is not null',
  ...writeStatistics({
    audit: { audit_at: '100000 1', audit_app: '100000 1000 1', audit_action: '100000 10000 1' },
  }),
];
