import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Storage } from '../../../application/ports/storage.js';
import type { StorageError } from '../../../application/ports/storage-error.js';

/** How to open, check and migrate an engine. Each left's `detail` is one line with the reason and what to do, and without secrets. */
export interface EngineAccess {
  /**
   * Opens the storage. With `migrates` it brings the schema up to date first; without, a schema that is not up to date is a left,
   * and nothing is changed. What is computed for each row, such as the keys of phone numbers by the default country, is made anew where
   * it is of another rule. An engine for one process at a time refuses while another process has it open, and releases all leases,
   * because the process that held them is dead. A guest, beside which a server may be running, does neither: it may not know the
   * server's variables.
   */
  readonly open: (options: {
    readonly migrates: boolean;
    readonly isGuest?: boolean;
  }) => TaskEither<StorageError, Storage>;
  /**
   * Checks that the engine can be used as it is configured: server, credentials, database, version, and a schema that is neither half
   * applied nor of a newer version. Changes nothing. Returns the names of the migrations that are missing.
   */
  readonly check: TaskEither<StorageError, readonly string[]>;
  /** Brings the schema up to date, under a lock; returns the names of the migrations that it applied. */
  readonly migrate: TaskEither<StorageError, readonly string[]>;
  /** Writes a consistent copy to a file while a server runs; absent where the engine has a tool of its own for that. */
  readonly backup?: (target: string) => TaskEither<StorageError, void>;
  /** Puts such a copy in place, as another event log; answers with where the old database is kept, null if there was none. */
  readonly restore?: (source: string) => TaskEither<StorageError, string | null>;
}
