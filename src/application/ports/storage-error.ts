import * as E from 'fp-ts/lib/Either.js';

/**
 * What can go wrong with storage, by what the caller can do about it: `StorageUnavailable` passes by
 * itself, so try again; `StorageFault` is a statement that was refused and will be refused again. `detail` is for the log,
 * never for a client.
 */
export type StorageError =
  | { readonly _tag: 'StorageUnavailable'; readonly detail: string }
  | {
      readonly _tag: 'StorageFault';
      readonly detail: string;
      /** What an operator is told, where it says more than that storage refused. It holds no value. */
      readonly reason?: string;
    };

/** Somebody else changed the same thing since it was read; read it again and decide anew. */
export interface Conflict {
  readonly _tag: 'Conflict';
}

export const storageUnavailable = (detail: string): StorageError => ({ _tag: 'StorageUnavailable', detail });

export const storageFault = (detail: string, reason?: string): StorageError =>
  reason === undefined ? { _tag: 'StorageFault', detail } : { _tag: 'StorageFault', detail, reason };

/** Treats an unexpected exception like a statement that storage refuses. */
export const bugAsFault = (bug: unknown): E.Either<StorageError, never> =>
  E.left(storageFault(bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)));

export const conflict: Conflict = { _tag: 'Conflict' };
