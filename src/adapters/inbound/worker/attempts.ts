import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Logger } from '../../../application/ports/logger.js';
import { bugAsFault, type Conflict, type StorageError } from '../../../application/ports/storage-error.js';

/** Runs the tasks of a worker that goes round after round. A failure ends neither the rounds nor the process. */
export interface Attempts {
  /** The result of a task; null if it failed. An exception is a bug of ours and counts as a failure. */
  readonly run: <A>(task: TaskEither<StorageError | Conflict, A>) => Promise<A | null>;
  /** Begins a round. A repeated fault is logged again only after a round without it. */
  readonly beginRound: () => void;
}

export const makeAttempts = (logger: Logger): Attempts => {
  let lastRound: ReadonlySet<string> = new Set();
  let thisRound = new Set<string>();

  const report = (outcome: E.Either<StorageError | Conflict, unknown>): void => {
    // After a conflict the next round tries again.
    if (E.isRight(outcome) || outcome.left._tag === 'Conflict') return;
    const { _tag, detail } = outcome.left;
    // One outage shows itself by many details: refused, timed out, cut.
    const cause = _tag === 'StorageUnavailable' ? _tag : detail;
    const isNew = !lastRound.has(cause) && !thisRound.has(cause);
    if (isNew) logger.warn({ cause: detail }, 'Catching up waits for storage');
    thisRound.add(cause);
  };

  return {
    run: async (task) => {
      const outcome = await Promise.resolve().then(task).catch(bugAsFault);
      report(outcome);
      return E.isRight(outcome) ? outcome.right : null;
    },
    beginRound: () => {
      lastRound = thisRound;
      thisRound = new Set();
    },
  };
};
