import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Storage } from '../../application/ports/storage.js';
import type { StorageError } from '../../application/ports/storage-error.js';
import { memoryStorage } from './memory/memory-storage.js';
import { sqlStorage } from './sql/sql-storage.js';
import { openSqlite } from './sql/sqlite.js';

/** Which engine keeps everything, and where. */
export type StorageConfig =
  | { readonly engine: 'memory' }
  /** `file` and its folder are created if missing; `:memory:` ends with the process. */
  | { readonly engine: 'sqlite'; readonly file: string };

/** Opens a storage and brings its schema up to date. The left's `detail` is one line for the log. */
export const openStorage = (config: StorageConfig): TE.TaskEither<StorageError, Storage> => {
  switch (config.engine) {
    case 'memory':
      return TE.right(memoryStorage());
    case 'sqlite':
      return TE.map(sqlStorage)(openSqlite(config.file));
    default:
      return config satisfies never;
  }
};
