import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type StorageError, storageUnavailable } from '../../src/application/ports/storage-error.js';

/** What a storage that cannot be reached answers with. */
export const DOWN: StorageError = storageUnavailable('the engine is gone');

/** A request that finds the storage out of reach, whatever is asked of it. */
export const broken = (): TaskEither<StorageError, never> => async () => E.left(DOWN);
