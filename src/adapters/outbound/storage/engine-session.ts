import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type StorageError, storageFault, storageUnavailable } from '../../../application/ports/storage-error.js';
import { Unreadable } from '../../wire/stored/with-defaults.js';

/** How repositories use an engine. No exception of its driver passes it. */
export interface EngineSession {
  readonly run: <A>(work: () => Promise<A>) => TaskEither<StorageError, A>;
  /** Finishes the requests that are under way, then ends every connection; later requests are refused. */
  readonly close: () => Promise<void>;
}

/** Another try reads the same; what is stored beside it can still be read. */
const unreadable = ({ message }: Unreadable): StorageError =>
  storageFault(message, `what is stored cannot be read: ${message}`);

/** `explain` translates what the driver threw into an error of the port; `end` ends the driver's connections. */
export const makeEngineSession = (
  explain: (thrown: unknown) => StorageError,
  end: () => Promise<void>,
): EngineSession => {
  let closing: Promise<void> | null = null;
  const underWay = new Set<Promise<unknown>>();

  return {
    run: (work) => async () => {
      if (closing !== null) return E.left(storageUnavailable('the storage is closed'));
      const request = work();
      underWay.add(request);
      try {
        return E.right(await request);
      } catch (thrown) {
        return E.left(thrown instanceof Unreadable ? unreadable(thrown) : explain(thrown));
      } finally {
        underWay.delete(request);
      }
    },

    close: () => {
      closing ??= Promise.allSettled(underWay).then(end);
      return closing;
    },
  };
};
