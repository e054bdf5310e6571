import type { KyselyPlugin } from 'kysely';
import type { SqlEngine } from '../../../../src/adapters/outbound/storage/sql/database.js';
import type { BeforeWrite } from '../../../../src/testing/storage/storage-under-test.js';

/** The same engine. `beforeWrite` is called before each statement that writes, and fails it by throwing. */
export const guarded = (engine: SqlEngine, beforeWrite: BeforeWrite): SqlEngine => {
  const guard: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (node.kind !== 'SelectQueryNode' && node.kind !== 'RawNode') beforeWrite();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { ...engine, db: engine.db.withPlugin(guard) };
};
