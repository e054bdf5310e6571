import type { SchemaStep } from '../migrate.js';
import { writeStatistics } from './statistics.js';

/**
 * The key by which a CRM user is found, whatever the case of an e-mail address. An older row with letters
 * beyond ASCII stays without one, and gets it when the database is opened (fill-crm-user-keys.ts).
 */
export const crmUserKeys: SchemaStep = [
  "alter table user_mappings add column crm_user_key text not null default ''",
  `update user_mappings set crm_user_key =
    case
      when instr(crm_user_id, '@') = 0 then crm_user_id
      when crm_user_id glob '*[^ -~]*' then ''
      else lower(crm_user_id)
    end`,
  'drop index user_mappings_crm',
  'create index user_mappings_crm_key on user_mappings (app_id, crm_user_key, updated_at, id)',
  ...writeStatistics({ user_mappings: { user_mappings_crm_key: '10000 1000 1 1 1' } }),
];
