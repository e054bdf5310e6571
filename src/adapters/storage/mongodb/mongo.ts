import * as TE from 'fp-ts/lib/TaskEither.js';
import { type StorageError, storageFault } from '../../../application/ports/storage-error.js';
import type { EngineAccess } from '../engine-access.js';

export interface MongoConfig {
  readonly engine: 'mongodb';
  readonly uri: string;
  readonly database: string;
}

const notYet: TE.TaskEither<StorageError, never> = TE.left(storageFault('MongoDB is not there yet'));

export const mongo = (_config: MongoConfig): EngineAccess => ({
  open: () => notYet,
  check: notYet,
  migrate: notYet,
});
