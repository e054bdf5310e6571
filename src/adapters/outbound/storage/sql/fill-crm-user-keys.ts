import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { Db } from './database.js';

/**
 * Gives its key to each mapping that has none: those with letters beyond ASCII that a version before 009_crm_user_keys wrote. No engine's
 * lower() folds all letters as `crmUserKey` does.
 */
export const fillCrmUserKeys = async (db: Db): Promise<void> => {
  const lacking = await db
    .selectFrom('user_mappings')
    .select(['id', 'crm_user_id'])
    .where('crm_user_key', '=', '')
    .execute();
  for (const { id, crm_user_id } of lacking) {
    await db
      .updateTable('user_mappings')
      .set({ crm_user_key: crmUserKey(crm_user_id) })
      .where('id', '=', id)
      // Not where another process has changed the mapping in the meantime.
      .where('crm_user_id', '=', crm_user_id)
      .execute();
  }
};
