import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { Collections } from './mongo-collections.js';
import { makeIndexes, missingIndexes } from './mongo-indexes.js';
import { Unusable } from './mongo-unusable.js';

/** Raised when a version of this program can no longer work with the documents of the version before. */
const SCHEMA_VERSION = 2;

/** Throws `Unusable` if a newer version of this program has migrated the database. */
export const requireKnownSchema = async ({ meta }: Collections): Promise<void> => {
  const schema = await meta.findOne({ _id: 'schema' });
  if ((schema?.version ?? 0) <= SCHEMA_VERSION) return;
  throw new Unusable(`the database belongs to a newer version, with schema ${schema?.version}: run that version`);
};

/** Creates the missing indexes and answers with their names. */
export const migrateSchema = async (collections: Collections): Promise<readonly string[]> => {
  const created = await makeIndexes(collections);
  await fillCrmUserKeys(collections);
  await collections.meta.updateOne({ _id: 'schema' }, { $set: { version: SCHEMA_VERSION } }, { upsert: true });
  return created;
};

/** Mappings that are given their key at once. */
const AT_A_TIME = 500;

/** Gives the mappings that an older version wrote the key by which their CRM user is found. */
const fillCrmUserKeys = async ({ user_mappings }: Collections): Promise<void> => {
  const lacking = { crm_user_key: { $exists: false } };
  for (;;) {
    const docs = await user_mappings
      .find(lacking, { projection: { crm_user_id: 1 } })
      .limit(AT_A_TIME)
      .toArray();
    if (docs.length === 0) return;
    for (const { _id, crm_user_id } of docs) {
      // Not where another process has changed the mapping in the meantime.
      await user_mappings.updateOne({ _id, crm_user_id }, { $set: { crm_user_key: crmUserKey(crm_user_id) } });
    }
  }
};

/** Throws `Unusable` if an index is missing. */
export const requireMigrated = async (collections: Collections): Promise<void> => {
  const [first] = await missingIndexes(collections);
  if (first === undefined) return;
  throw new Unusable(`the index ${first.name} is missing: run npm run migrate, or set DB_AUTO_MIGRATE=true`);
};
