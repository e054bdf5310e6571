import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type StorageError, storageUnavailable } from '../../../application/ports/storage-error.js';

/** How repositories reach an engine: every exception of its driver ends here. */
export interface EngineSession {
  readonly run: <A>(work: () => Promise<A>) => TaskEither<StorageError, A>;
  /** Carries out what was asked before, and ends every connection; from then on every request is refused. */
  readonly close: () => Promise<void>;
}

/** `explain` puts what the driver threw into the words of the port, `end` ends its connections. */
export const makeEngineSession = (
  explain: (thrown: unknown) => StorageError,
  end: () => Promise<void>,
): EngineSession => {
  let closing: Promise<void> | null = null;
  const underWay = new Set<Promise<unknown>>();

  return {
    run: (work) => async () => {
      if (closing !== null) return E.left(storageUnavailable('the storage is closed'));
      const working = work();
      underWay.add(working);
      try {
        return E.right(await working);
      } catch (thrown) {
        return E.left(explain(thrown));
      } finally {
        underWay.delete(working);
      }
    },

    close: () => {
      closing ??= Promise.allSettled(underWay).then(end);
      return closing;
    },
  };
};
