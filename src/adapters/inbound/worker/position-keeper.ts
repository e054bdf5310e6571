import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { StorageError } from '../../../application/ports/storage-error.js';

/** Notices a restore at the start, and remembers from then on how far the event log is. */
export interface PositionKeeper {
  /** Before any client is let in. Rejects if the storage cannot be read. */
  readonly notice: () => Promise<void>;
  readonly start: () => void;
  /** Once nothing more is announced. */
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 1_000;

export const makePositionKeeper = (deps: {
  readonly noticeRestore: TaskEither<StorageError, boolean>;
  readonly remember: TaskEither<StorageError, boolean>;
  readonly logger: Logger;
}): PositionKeeper => {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let told = false;

  /** An outage is told elsewhere; it is tried again in a second. */
  const remember = async (): Promise<void> => {
    const remembered = await deps.remember();
    if (E.isRight(remembered) && !remembered.right && !told) {
      told = true;
      deps.logger.warn({}, 'DATA_DIR cannot be written: run cti restore --mark after a restore, which is not noticed');
    }
  };

  const rememberAfter = (ms: number): void => {
    timer = setTimeout(() => {
      running = remember().then(() => {
        if (timer !== null) rememberAfter(EVERY_MS);
      });
    }, ms).unref();
  };

  return {
    notice: async () => {
      const noticed = await deps.noticeRestore();
      if (E.isLeft(noticed)) throw new Error(noticed.left.detail);
      if (noticed.right)
        deps.logger.warn({}, 'The storage was restored: clients of the streams are told to read afresh');
      await remember();
    },
    start: () => rememberAfter(EVERY_MS),
    stop: async () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await running;
      await remember();
    },
  };
};
