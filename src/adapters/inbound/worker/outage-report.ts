import * as E from 'fp-ts/lib/Either.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { StorageError } from '../../../application/ports/storage-error.js';

/** What an access to storage was for. One may be out of reach while another is not: a full disk can be read. */
export type AccessKind = 'processing' | 'reading' | 'writing';

/** Called with the outcome of every access to storage. */
export type OutageReport = (kind: AccessKind, outcome: E.Either<StorageError, unknown>) => void;

const WHAT_TO_DO =
  'Deliveries are answered 503 and processing waits until storage is back. See the cause: start the server, make room on its disk, or let it be written';

/** Logs once that storage is out of reach, whatever for, and once that all of it is back. */
export const makeOutageReport = (logger: Logger): OutageReport => {
  const out = new Set<AccessKind>();
  return (kind, outcome) => {
    const wasOut = out.size > 0;
    if (E.isRight(outcome)) out.delete(kind);
    else out.add(kind);
    if (E.isLeft(outcome) && !wasOut)
      logger.error(
        { cause: outcome.left.detail, kind, advice: WHAT_TO_DO },
        'Storage is out of reach; processing waits',
      );
    if (wasOut && out.size === 0) logger.info({}, 'Storage is back; processing goes on');
  };
};
