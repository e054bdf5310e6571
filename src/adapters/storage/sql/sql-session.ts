import * as E from 'fp-ts/lib/Either.js';
import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type StorageError, storageUnavailable } from '../../../application/ports/storage-error.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import type { Connection, SqlEngine } from './database.js';

/** How the repositories reach an engine: every exception of the driver ends here. */
export interface SqlSession {
  /** Runs statements, each for itself. */
  readonly run: <A>(work: (db: Connection) => Promise<A>) => TaskEither<StorageError, A>;
  /** Runs statements in one transaction, which a left undoes, as an exception does. */
  readonly transact: <F, A>(work: (db: Connection) => Promise<E.Either<F, A>>) => TaskEither<StorageError | F, A>;
  /** Cuts rows up so that a statement that binds `variables` for each stays within what the engine allows. */
  readonly chunks: <A>(rows: readonly A[], variables: number) => readonly (readonly A[])[];
  readonly supportsSkipLocked: boolean;
  readonly now: () => Timestamp;
}

/** Past this size a statement gains nothing, and its preparation begins to cost. */
const MOST_ROWS = 500;
/** Kept free in each statement for what it binds once, whatever the number of rows. */
const SPARE_VARIABLES = 16;

/** Carries a left out of a transaction, so that the transaction is undone. */
class Refusal<F> {
  constructor(readonly reason: F) {}
}

export const makeSession = (engine: SqlEngine, isClosed: () => boolean): SqlSession => {
  const run =
    <A>(work: (db: Connection) => Promise<A>): TaskEither<StorageError, A> =>
    async () => {
      if (isClosed()) return E.left(storageUnavailable('the storage is closed'));
      try {
        return E.right(await work(engine.db));
      } catch (thrown) {
        return E.left(engine.explain(thrown));
      }
    };

  const transact =
    <F, A>(work: (db: Connection) => Promise<E.Either<F, A>>): TaskEither<StorageError | F, A> =>
    async () => {
      const done = await run((db) =>
        db
          .transaction()
          .execute(async (transaction) => {
            const result = await work(transaction);
            if (E.isLeft(result)) throw new Refusal(result.left);
            return result;
          })
          .catch((thrown: unknown) => {
            if (thrown instanceof Refusal) return E.left<F, A>(thrown.reason);
            throw thrown;
          }),
      )();
      return E.isLeft(done) ? done : done.right;
    };

  const chunks = <A>(rows: readonly A[], variables: number): readonly (readonly A[])[] =>
    rows.length === 0
      ? []
      : chunksOf(Math.min(MOST_ROWS, Math.floor((engine.maxVariables - SPARE_VARIABLES) / variables)))(rows);

  return { run, transact, chunks, supportsSkipLocked: engine.supportsSkipLocked, now: engine.now };
};
