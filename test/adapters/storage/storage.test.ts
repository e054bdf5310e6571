import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openStorage } from '../../../src/adapters/storage/open-storage.js';
import { rightOf } from './outcome.js';
import { storageContract } from './storage.contract.js';
import { tempFolder } from './temp-folder.js';

storageContract('memory', () => rightOf(openStorage({ engine: 'memory' })));

describe('SQLite in a file', () => {
  const folder = tempFolder();
  storageContract('sqlite', () =>
    rightOf(openStorage({ engine: 'sqlite', file: join(folder(), `${randomUUID()}.sqlite`) })),
  );
});
