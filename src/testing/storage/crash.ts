import type { Storage } from '../../application/ports/storage.js';

/** Something a process may be doing when it dies. */
export interface Crash {
  /** The title of the test: what is left afterwards. */
  readonly name: string;
  /** What the process completed before. */
  readonly before?: (storage: Storage) => Promise<unknown>;
  /** What it is doing when it dies. Its result is not looked at. */
  readonly doing: (storage: Storage) => Promise<unknown>;
  /** What another process finds and does afterwards. Fails unless everything is right in the end. */
  readonly after: (storage: Storage) => Promise<void>;
}
