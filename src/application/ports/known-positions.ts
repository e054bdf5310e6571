import type { Task } from 'fp-ts/lib/Task.js';
import type { AppId } from '../../domain/ids.js';

/** What a server remembers of its event log outside the storage, so that a restored storage is noticed. */
export interface KnownPositions {
  readonly stream: string;
  /** The names that the log had before, newest first. */
  readonly earlier: readonly string[];
  readonly seqs: ReadonlyMap<AppId, number>;
}

export interface KnownPositionsStore {
  /** Null where nothing is known. */
  readonly load: Task<KnownPositions | null>;
  /** Answers whether it could be stored. */
  readonly save: (known: KnownPositions) => Task<boolean>;
}
