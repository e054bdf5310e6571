import type { Storage } from '../../application/ports/storage.js';

/** An engine to be tested. */
export interface StorageUnderTest {
  /** Opens an empty storage. The contract closes it after each test. */
  readonly open: () => Promise<Storage>;
  /**
   * Opens what the storage that was opened last has stored, as another process would; null for an engine whose data ends with the
   * process. `beforeWrite` is to be called before each statement that writes to the engine; if it throws, the statement must fail.
   */
  readonly reopen: ((beforeWrite: BeforeWrite) => Promise<Storage>) | null;
  /** Whether several processes may have it open at the same time. */
  readonly shared: boolean;
}

/** Called before each write to an engine; it throws where the process is to die. */
export type BeforeWrite = () => void;
