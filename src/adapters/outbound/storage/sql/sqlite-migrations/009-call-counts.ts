import type { SchemaStep } from '../migrate.js';

/** How many calls an app has of each status. Triggers update it: counting a million calls for each list would take too long. */
export const callCounts: SchemaStep = [
  `create table call_counts (
    app_id text not null,
    status text not null,
    count integer not null,
    primary key (app_id, status)
  ) strict, without rowid`,
  `insert into call_counts (app_id, status, count) select app_id, status, count(*) from calls group by app_id, status`,
  `create trigger call_counts_insert after insert on calls begin
    insert into call_counts (app_id, status, count) values (new.app_id, new.status, 1)
      on conflict do update set count = count + 1;
  end`,
  `create trigger call_counts_update after update of status on calls when old.status <> new.status begin
    update call_counts set count = count - 1 where app_id = old.app_id and status = old.status;
    insert into call_counts (app_id, status, count) values (new.app_id, new.status, 1)
      on conflict do update set count = count + 1;
  end`,
  `create trigger call_counts_delete after delete on calls begin
    update call_counts set count = count - 1 where app_id = old.app_id and status = old.status;
  end`,
];
