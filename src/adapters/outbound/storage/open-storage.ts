import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Storage } from '../../../application/ports/storage.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { Country } from '../../../domain/country.js';
import type { EngineAccess } from './engine-access.js';
import { memoryStorage } from './memory/memory-storage.js';
import { mongo } from './mongodb/mongo.js';
import { postgres } from './sql/postgres.js';
import { sqlite } from './sql/sqlite.js';
import type { StorageConfig } from './storage-config.js';

/** The access to the configured engine. */
export const engineOf = (config: StorageConfig): EngineAccess => {
  switch (config.engine) {
    case 'memory':
      return memory(config.defaultCountry);
    case 'sqlite':
      return sqlite(config);
    case 'postgres':
      return postgres(config);
    case 'mongodb':
      return mongo(config);
    default:
      return config satisfies never;
  }
};

const memory = (defaultCountry?: Country): EngineAccess => ({
  open: () => TE.fromIO(() => memoryStorage(defaultCountry)),
  check: TE.right([]),
  migrate: TE.right([]),
});

/** Opens a storage and brings its schema up to date. The left's `detail` is one line for the log. */
export const openStorage = (config: StorageConfig): TE.TaskEither<StorageError, Storage> =>
  engineOf(config).open({ migrates: true });
