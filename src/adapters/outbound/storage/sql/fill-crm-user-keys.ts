import type { MappingId } from '../../../../domain/ids.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { Db } from './database.js';

/** Mappings that are given their key at once. */
const AT_A_TIME = 500;

/**
 * Gives its key to each mapping that has none: those with letters beyond ASCII that a version before the migration crm_user_keys wrote. No engine's
 * lower() folds all letters as `crmUserKey` does.
 */
export const fillCrmUserKeys = async (db: Db): Promise<void> => {
  let after = '' as MappingId;
  for (;;) {
    const lacking = await lackingAfter(db, after);
    for (const { id, crm_user_id } of lacking) {
      await db
        .updateTable('user_mappings')
        .set({ crm_user_key: crmUserKey(crm_user_id) })
        .where('id', '=', id)
        // Not where another process has changed the mapping in the meantime.
        .where('crm_user_id', '=', crm_user_id)
        .execute();
    }
    const last = lacking.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
};

/** A page of the mappings without a key, in the order of their ids. */
const lackingAfter = (db: Db, after: MappingId) =>
  db
    .selectFrom('user_mappings')
    .select(['id', 'crm_user_id'])
    .where('crm_user_key', '=', '')
    .where('id', '>', after)
    .orderBy('id')
    .limit(AT_A_TIME)
    .execute();
