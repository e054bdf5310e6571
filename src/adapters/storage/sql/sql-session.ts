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
  /** Carries out what was asked before, and ends every connection; from then on every request is refused. */
  readonly close: () => Promise<void>;
  readonly now: () => Timestamp;
}

/** Past this size a statement gains nothing, and its preparation begins to cost. */
const MOST_ROWS = 500;
/** How often a transaction is tried that others keep getting in the way of. */
const MOST_RACES = 4;
/** Kept free in each statement for what it binds once, whatever the number of rows. */
const SPARE_VARIABLES = 16;

/** Carries a left out of a transaction, so that the transaction is undone. */
class Refusal<F> {
  constructor(readonly reason: F) {}
}

export const makeSession = (engine: SqlEngine): SqlSession => {
  let closing: Promise<void> | null = null;
  const underWay = new Set<Promise<unknown>>();

  const run =
    <A>(work: (db: Connection) => Promise<A>): TaskEither<StorageError, A> =>
    async () => {
      if (closing !== null) return E.left(storageUnavailable('the storage is closed'));
      const working = work(engine.db);
      underWay.add(working);
      try {
        return E.right(await working);
      } catch (thrown) {
        return E.left(engine.explain(thrown));
      } finally {
        underWay.delete(working);
      }
    };

  const close = (): Promise<void> => {
    closing ??= Promise.allSettled(underWay).then(engine.close);
    return closing;
  };

  const transact =
    <F, A>(work: (db: Connection) => Promise<E.Either<F, A>>): TaskEither<StorageError | F, A> =>
    async () => {
      const done = await run((db) => inTransaction(db, work, 1))();
      return E.isLeft(done) ? done : done.right;
    };

  const inTransaction = async <F, A>(
    db: Connection,
    work: (db: Connection) => Promise<E.Either<F, A>>,
    attempt: number,
  ): Promise<E.Either<F, A>> => {
    try {
      return await db.transaction().execute(async (transaction) => {
        const result = await work(transaction);
        if (E.isLeft(result)) throw new Refusal(result.left);
        return result;
      });
    } catch (thrown) {
      if (thrown instanceof Refusal) return E.left(thrown.reason);
      if (attempt < MOST_RACES && engine.isLostRace(thrown)) return inTransaction(db, work, attempt + 1);
      throw thrown;
    }
  };

  const chunks = <A>(rows: readonly A[], variables: number): readonly (readonly A[])[] =>
    rows.length === 0
      ? []
      : chunksOf(Math.min(MOST_ROWS, Math.floor((engine.maxVariables - SPARE_VARIABLES) / variables)))(rows);

  return { run, transact, chunks, close, supportsSkipLocked: engine.supportsSkipLocked, now: engine.now };
};
