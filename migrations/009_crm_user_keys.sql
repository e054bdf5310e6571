-- The key by which a CRM user is found, whatever the case of an e-mail address. Older rows with letters beyond ASCII stay
-- without one, and get it when a server opens the database.
do $migration$
begin
  perform pg_advisory_xact_lock(4843901);
  create table if not exists schema_migrations (
    name text not null primary key,
    applied_at timestamptz not null default now()
  );
  if not exists (select from schema_migrations where name = '008_phone_countries') then
    raise exception 'apply migrations/008_phone_countries.sql first';
  end if;
  if exists (select from schema_migrations where name = '009_crm_user_keys') then
    raise notice '009_crm_user_keys is applied already';
    return;
  end if;

  alter table user_mappings add column crm_user_key text collate "C" not null default '';
  update user_mappings set crm_user_key =
    case
      when position('@' in crm_user_id) = 0 then crm_user_id
      when crm_user_id ~ '[^ -~]' then ''
      else lower(crm_user_id)
    end;
  drop index user_mappings_crm;
  create index user_mappings_crm_key on user_mappings (app_id, crm_user_key, updated_at, id);

  insert into schema_migrations (name) values ('009_crm_user_keys');
end
$migration$;
