import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Storage } from '../../../application/ports/storage.js';
import type { StorageError } from '../../../application/ports/storage-error.js';

/** The ways to an engine. Each left's `detail` is one line that says what is wrong and what to do, without a secret in it. */
export interface EngineAccess {
  /**
   * Opens the storage. `migrates` brings the schema up to date first; otherwise a schema that is not up to date is a left, and
   * nothing is changed. Of an engine for one process at a time, leases that are held are taken for a dead process's and released,
   * unless `isGuest` says that another process may be at work.
   */
  readonly open: (options: {
    readonly migrates: boolean;
    readonly isGuest?: boolean;
  }) => TaskEither<StorageError, Storage>;
  /**
   * Whether the engine can be reached and used as it is configured: server, credentials, database, version, and a schema that
   * is not half applied nor of a newer version. Changes nothing. Answers with the migrations that have yet to be applied.
   */
  readonly check: TaskEither<StorageError, readonly string[]>;
  /** Brings the schema up to date, under a lock, and answers with the names of the migrations that this applied. */
  readonly migrate: TaskEither<StorageError, readonly string[]>;
}
