import type { CreateIndexesOptions, IndexDirection } from 'mongodb';
import type { Collections } from './mongo-collections.js';

interface Index {
  readonly collection: keyof Collections;
  readonly name: string;
  readonly key: Readonly<Record<string, IndexDirection>>;
  readonly options?: CreateIndexesOptions;
}

const listIndexes = (
  collection: 'calls' | 'voicemails' | 'messages',
  ...fields: readonly string[]
): readonly Index[] => [
  { collection, name: `${collection}_id`, key: { app_id: 1, id: 1 } },
  { collection, name: `${collection}_at`, key: { app_id: 1, at: -1, id: -1 } },
  ...fields.map(
    (field): Index => ({
      collection,
      name: `${collection}_${field}`,
      key: { app_id: 1, [field]: 1, at: -1, id: -1 },
    }),
  ),
];

/** An index for every query. It begins with the app's id if the query is about one app. */
export const INDEXES: readonly Index[] = [
  {
    collection: 'inbox',
    name: 'inbox_dedupe',
    key: { app_id: 1, dedupe_key: 1 },
    options: { unique: true },
  },
  { collection: 'inbox', name: 'inbox_app', key: { app_id: 1, status: 1, _id: -1 } },
  { collection: 'inbox', name: 'inbox_app_newest', key: { app_id: 1, _id: -1 } },
  { collection: 'inbox', name: 'inbox_newest', key: { status: 1, _id: -1 } },
  { collection: 'inbox', name: 'inbox_status', key: { status: 1, received_at: 1, _id: 1 } },
  { collection: 'inbox', name: 'inbox_lease', key: { lease: 1 } },
  { collection: 'inbox', name: 'inbox_order', key: { app_id: 1, order_key: 1, status: 1 } },
  ...listIndexes('calls', 'status', 'direction', 'dialpad_user_id', 'from_key', 'to_key', 'conversation_id'),
  { collection: 'calls', name: 'calls_links', key: { app_id: 1, links: 1 } },
  ...listIndexes('voicemails', 'dialpad_user_id', 'from_key', 'to_key'),
  { collection: 'voicemails', name: 'voicemails_keys', key: { app_id: 1, keys: 1 } },
  ...listIndexes('messages', 'direction', 'dialpad_user_id', 'from_key', 'to_key'),
  { collection: 'events', name: 'events_seq', key: { app_id: 1, seq: 1 } },
  { collection: 'events', name: 'events_call', key: { app_id: 1, call_id: 1, seq: 1, id: 1 } },
  { collection: 'streams', name: 'streams_decided', key: { 'intent.decided': 1 } },
  { collection: 'apps', name: 'apps_created', key: { created_at: 1, _id: 1 } },
  { collection: 'apps', name: 'apps_active', key: { is_active: 1 } },
  { collection: 'apps', name: 'apps_key_hash', key: { 'keys.hash': 1 } },
  { collection: 'apps', name: 'apps_key_id', key: { 'keys.id': 1 } },
  { collection: 'app_organizations', name: 'app_organizations_app', key: { app_id: 1 } },
  { collection: 'user_mappings', name: 'user_mappings_id', key: { app_id: 1, id: 1 } },
  { collection: 'user_mappings', name: 'user_mappings_created', key: { app_id: 1, created_at: -1, id: -1 } },
  {
    collection: 'user_mappings',
    name: 'user_mappings_crm_key',
    key: { app_id: 1, crm_user_key: 1, updated_at: -1, id: -1 },
  },
  { collection: 'contacts', name: 'contacts_id', key: { app_id: 1, id: 1 } },
  { collection: 'app_records', name: 'app_records_kind', key: { kind: 1, app_id: 1 } },
  { collection: 'audit', name: 'audit_at', key: { at: 1 } },
  { collection: 'audit', name: 'audit_app', key: { app_id: 1, _id: -1 } },
  { collection: 'audit', name: 'audit_action', key: { action: 1, _id: -1 } },
];

/** The indexes that do not exist yet, found by name. */
export const missingIndexes = async (collections: Collections): Promise<readonly Index[]> => {
  const existing = new Set<string>();
  for (const name of new Set(INDEXES.map(({ collection }) => collection))) {
    for (const index of await indexesOf(collections, name)) existing.add(index);
  }
  return INDEXES.filter(({ name }) => !existing.has(name));
};

/** The names of a collection's indexes; none if the collection does not exist. */
const indexesOf = async (collections: Collections, name: keyof Collections): Promise<readonly string[]> => {
  try {
    return (await collections[name].indexes()).flatMap((index) => index.name ?? []);
  } catch (thrown) {
    if (thrown instanceof Error && 'codeName' in thrown && thrown.codeName === 'NamespaceNotFound') return [];
    throw thrown;
  }
};

/** Creates the missing indexes and answers with their names. Two processes may do this at the same time. */
export const makeIndexes = async (collections: Collections): Promise<readonly string[]> => {
  const missing = await missingIndexes(collections);
  for (const { collection, name, key, options } of missing) {
    await collections[collection].createIndex({ ...key }, { ...options, name });
  }
  return missing.map(({ name }) => name);
};
