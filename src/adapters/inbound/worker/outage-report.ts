import * as E from 'fp-ts/lib/Either.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { StorageError } from '../../../application/ports/storage-error.js';

/** Logs once that storage is out of reach, and once that it is back. Call it with the outcome of every access to storage. */
export const makeOutageReport = (logger: Logger): ((outcome: E.Either<StorageError, unknown>) => void) => {
  let wasOut = false;
  return (outcome) => {
    if (E.isLeft(outcome) && !wasOut)
      logger.error({ cause: outcome.left.detail }, 'Storage is out of reach; processing waits');
    if (E.isRight(outcome) && wasOut) logger.info({}, 'Storage is back; processing goes on');
    wasOut = E.isLeft(outcome);
  };
};
