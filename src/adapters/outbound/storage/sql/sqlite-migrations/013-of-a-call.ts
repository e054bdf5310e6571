import type { SchemaStep } from '../migrate.js';

/** The call that an event is about, and what a delivery is about: so the events and the deliveries of a call are found. */
export const ofACall: SchemaStep = [
  'alter table events add column call_id text',
  `update events set call_id = json_extract(news, '$.call.id') where news like '%"call":{%'`,
  'create index events_call on events (app_id, call_id, seq) where call_id is not null',
  'alter table inbox add column order_key text',
  'create index inbox_call on inbox (app_id, order_key, id) where order_key is not null',
];
