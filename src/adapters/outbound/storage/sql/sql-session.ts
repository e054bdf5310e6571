import * as E from 'fp-ts/lib/Either.js';
import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { makeEngineSession } from '../engine-session.js';
import type { Db, SqlEngine } from './database.js';

/** How the repositories reach an engine: every exception of the driver ends here. */
export interface SqlSession {
  /** Runs statements, each for itself; all of them once more where one has lost a race. */
  readonly run: <A>(work: (db: Db) => Promise<A>) => TaskEither<StorageError, A>;
  /** Runs statements in one transaction, which a left undoes, as an exception does; once more where it has lost a race. */
  readonly transact: <F, A>(work: (db: Db) => Promise<E.Either<F, A>>) => TaskEither<StorageError | F, A>;
  /** Cuts rows up so that a statement that binds `variables` for each stays within what the engine allows. */
  readonly chunks: <A>(rows: readonly A[], variables: number) => readonly (readonly A[])[];
  readonly supportsSkipLocked: boolean;
  readonly skipsUnchangedIndexes: boolean;
  readonly lockApp: SqlEngine['lockApp'];
  /** Carries out what was asked before, and ends every connection; from then on every request is refused. */
  readonly close: () => Promise<void>;
  readonly now: () => Timestamp;
}

/** Past this size a statement gains nothing, and its preparation begins to cost. */
const MAX_ROWS = 500;
/** How often something is tried that others keep getting in the way of. */
const MAX_RACES = 4;
/** Kept free in each statement for what it binds once, whatever the number of rows. */
const SPARE_VARIABLES = 16;

/** Carries a left out of a transaction, so that the transaction is undone. */
class Refusal<F> {
  constructor(readonly reason: F) {}
}

export const makeSession = (engine: SqlEngine): SqlSession => {
  const session = makeEngineSession(engine.explain, engine.close);

  const run = <A>(work: (db: Db) => Promise<A>): TaskEither<StorageError, A> =>
    session.run(() => attempted(() => work(engine.db), 1));

  const transact =
    <F, A>(work: (db: Db) => Promise<E.Either<F, A>>): TaskEither<StorageError | F, A> =>
    async () => {
      const done = await run((db) => inTransaction(db, work))();
      return E.isLeft(done) ? done : done.right;
    };

  const inTransaction = async <F, A>(db: Db, work: (db: Db) => Promise<E.Either<F, A>>): Promise<E.Either<F, A>> => {
    try {
      return await db.transaction().execute(async (transaction) => {
        const result = await work(transaction);
        if (E.isLeft(result)) throw new Refusal(result.left);
        return result;
      });
    } catch (thrown) {
      if (thrown instanceof Refusal) return E.left(thrown.reason);
      throw thrown;
    }
  };

  const attempted = async <A>(work: () => Promise<A>, attempt: number): Promise<A> => {
    try {
      return await work();
    } catch (thrown) {
      if (attempt < MAX_RACES && engine.isLostRace(thrown)) return attempted(work, attempt + 1);
      throw thrown;
    }
  };

  const chunks = <A>(rows: readonly A[], variables: number): readonly (readonly A[])[] =>
    rows.length === 0
      ? []
      : chunksOf(Math.min(MAX_ROWS, Math.floor((engine.maxVariables - SPARE_VARIABLES) / variables)))(rows);

  return {
    run,
    transact,
    chunks,
    close: session.close,
    supportsSkipLocked: engine.supportsSkipLocked,
    skipsUnchangedIndexes: engine.skipsUnchangedIndexes,
    lockApp: engine.lockApp,
    now: engine.now,
  };
};
