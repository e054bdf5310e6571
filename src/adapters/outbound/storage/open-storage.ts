import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Storage } from '../../../application/ports/storage.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { Country } from '../../../domain/country.js';
import type { EngineAccess } from './engine-access.js';
import type { StorageConfig } from './storage-config.js';

/** The access to the configured engine. The others are not loaded: with its driver, each takes a tenth of a second and 20 MiB. */
export const engineOf = async (config: StorageConfig): Promise<EngineAccess> => {
  switch (config.engine) {
    case 'memory':
      return memory(config.defaultCountry);
    case 'sqlite':
      return (await import('./sql/sqlite.js')).sqlite(config);
    case 'postgres':
      return (await import('./sql/postgres.js')).postgres(config);
    case 'mongodb':
      return (await import('./mongodb/mongo.js')).mongo(config);
    default:
      return config satisfies never;
  }
};

const memory = async (defaultCountry?: Country): Promise<EngineAccess> => {
  const { memoryStorage } = await import('./memory/memory-storage.js');
  return {
    open: () => TE.fromIO(() => memoryStorage(defaultCountry)),
    check: TE.right([]),
    migrate: TE.right([]),
  };
};

/** Opens a storage and brings its schema up to date. The left's `detail` is one line for the log. */
export const openStorage = (config: StorageConfig): TE.TaskEither<StorageError, Storage> =>
  pipe(
    () => engineOf(config),
    T.chain(({ open }) => open({ migrates: true })),
  );
