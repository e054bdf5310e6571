-- How many calls an app has of each status: counting a million calls for each list would take too long.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '011_inbox_order') then
    raise exception 'apply migrations/011_inbox_order.sql first';
  end if;
  if exists (select from schema_migrations where name = '012_call_counts') then
    raise notice '012_call_counts is applied already';
    return;
  end if;

  -- As with inbox_counts, every statement adds rows, so that writers do not wait for each other; a count is the sum of its rows. Now and
  -- then a writer adds up those of its apps, and skips the rows that another writer is adding up at that moment.
  create table call_counts (
    app_id text collate "C" not null,
    status text not null,
    count bigint not null
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  create index call_counts_app on call_counts (app_id);

  create function call_count() returns trigger language plpgsql set search_path from current as $count$
  declare
    changed text[];
  begin
    if tg_op = 'TRUNCATE' then
      delete from call_counts;
      return null;
    end if;
    if tg_op = 'INSERT' then
      with added as (
        insert into call_counts (app_id, status, count)
          select app_id, status, count(*) from new_rows group by app_id, status
        returning app_id
      )
      select array_agg(app_id) from added into changed;
    elsif tg_op = 'UPDATE' then
      with added as (
        insert into call_counts (app_id, status, count)
          select app_id, status, sum(change)
          from (
            select app_id, status, 1 as change from new_rows
            union all select app_id, status, -1 from old_rows
          ) as changes
          group by app_id, status
          having sum(change) <> 0
        returning app_id
      )
      select array_agg(app_id) from added into changed;
    else
      with added as (
        insert into call_counts (app_id, status, count)
          select app_id, status, -count(*) from old_rows group by app_id, status
        returning app_id
      )
      select array_agg(app_id) from added into changed;
    end if;
    if changed is not null and random() < 0.02 then
      with added_up as (
        delete from call_counts
        where ctid = any (
          array(select ctid from call_counts where app_id = any (changed) for update skip locked)
        )
        returning app_id, status, count
      )
      insert into call_counts (app_id, status, count)
        select app_id, status, sum(count) from added_up group by app_id, status;
    end if;
    return null;
  end
  $count$;
  -- Nobody writes a call between the count and the triggers.
  lock table calls in share row exclusive mode;
  insert into call_counts (app_id, status, count) select app_id, status, count(*) from calls group by app_id, status;
  create trigger call_counts_insert after insert on calls
    referencing new table as new_rows for each statement execute function call_count();
  create trigger call_counts_update after update on calls
    referencing old table as old_rows new table as new_rows for each statement execute function call_count();
  create trigger call_counts_delete after delete on calls
    referencing old table as old_rows for each statement execute function call_count();
  create trigger call_counts_truncate after truncate on calls
    for each statement execute function call_count();

  insert into schema_migrations (name) values ('012_call_counts');
end
$migration$;
