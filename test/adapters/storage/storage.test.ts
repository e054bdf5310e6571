import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { memoryStorage } from '../../../src/adapters/storage/memory/memory-storage.js';
import { sqlStorage } from '../../../src/adapters/storage/sql/sql-storage.js';
import { openSqlite } from '../../../src/adapters/storage/sql/sqlite.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { storageContract } from '../../../src/testing/storage/storage.contract.js';
import { guarded } from './guarded-engine.js';
import { tempFolder } from './temp-folder.js';

storageContract('memory', { open: async () => memoryStorage(), reopen: null, shared: false });

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
