import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { memoryStorage } from '../../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { sqlStorage } from '../../../../src/adapters/outbound/storage/sql/sql-storage.js';
import { openSqlite } from '../../../../src/adapters/outbound/storage/sql/sqlite.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { storageContract } from '../../../../src/testing/storage/storage.contract.js';
import { mongoUnderTest } from '../../../support/mongodb.js';
import { postgresUnderTest } from '../../../support/postgres.js';
import { guarded } from './guarded-engine.js';
import { tempFolder } from './temp-folder.js';

const { TEST_STORAGE, TEST_DATABASE_URL, TEST_MONGODB_URI } = process.env;

/** Whether the contract is to run on this engine: on that of `TEST_STORAGE`, or on all. */
const isWanted = (engine: string): boolean => TEST_STORAGE === undefined || TEST_STORAGE === engine;

if (isWanted('memory')) storageContract('memory', { open: async () => memoryStorage(), reopen: null, shared: false });

if (isWanted('sqlite')) {
  describe('SQLite in a file', () => {
    const folder = tempFolder();
    let file = '';
    storageContract('sqlite', {
      open: async () => {
        file = join(folder(), `${randomUUID()}.sqlite`);
        return sqlStorage(await rightOf(openSqlite(file)));
      },
      reopen: async (beforeWrite) => sqlStorage(guarded(await rightOf(openSqlite(file)), beforeWrite)),
      shared: false,
    });
  });
}

if (isWanted('postgres') && TEST_DATABASE_URL !== undefined) {
  storageContract('postgres', postgresUnderTest(TEST_DATABASE_URL));
}

if (isWanted('mongodb') && TEST_MONGODB_URI !== undefined) {
  storageContract('mongodb', mongoUnderTest(TEST_MONGODB_URI));
}
