import * as E from 'fp-ts/lib/Either.js';
import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { Country } from '../../../../domain/country.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { makeEngineSession } from '../engine-session.js';
import { type ListTotals, makeListTotals } from '../list-totals.js';
import type { Db, SqlEngine } from './database.js';

/** How the repositories run statements on an engine. No exception of the driver passes it. */
export interface SqlSession {
  /** Runs statements without a transaction; all of them again if one has lost a race. */
  readonly run: <A>(work: (db: Db) => Promise<A>) => TaskEither<StorageError, A>;
  /** Runs statements in one transaction; a left rolls it back, as an exception does. Runs it again if it has lost a race. */
  readonly transact: <F, A>(work: (db: Db) => Promise<E.Either<F, A>>) => TaskEither<StorageError | F, A>;
  /**
   * Splits rows so that a statement that binds `variables` for each row stays within the engine's limit and, where statements are local,
   * is one of a few that recur.
   */
  readonly chunks: <A>(rows: readonly A[], variables: number) => readonly (readonly A[])[];
  readonly isShared: boolean;
  readonly supportsSkipLocked: boolean;
  readonly skipsUnchangedIndexes: boolean;
  readonly lockApp: SqlEngine['lockApp'];
  /** Finishes the requests that are under way, then ends every connection; later requests are refused. */
  readonly close: () => Promise<void>;
  readonly defaultCountry: Country;
  readonly now: () => Timestamp;
  readonly totals: ListTotals;
}

/** A larger statement is no faster, and takes longer to prepare. */
const MAX_ROWS = 500;
/** The same without a server to wait for, where several statements cost little more than one. A power of two. */
const MAX_LOCAL_ROWS = 64;
/** How often the same work is tried before a lost race is an error. */
const MAX_ATTEMPTS = 4;
/** Left over in each statement for variables that do not depend on the number of rows. */
const SPARE_VARIABLES = 16;

/** Thrown to roll a transaction back that ends in a left. */
class Refusal<F> {
  constructor(readonly reason: F) {}
}

export const makeSession = (engine: SqlEngine): SqlSession => {
  const session = makeEngineSession(engine.explain, engine.close);

  const run = <A>(work: (db: Db) => Promise<A>): TaskEither<StorageError, A> =>
    session.run(() => withRetries(() => work(engine.db), engine.isLostRace));

  const transact =
    <F, A>(work: (db: Db) => Promise<E.Either<F, A>>): TaskEither<StorageError | F, A> =>
    async () => {
      const result = await run((db) => inTransaction(db, work))();
      return E.isLeft(result) ? result : result.right;
    };

  const chunks = <A>(rows: readonly A[], variables: number): readonly (readonly A[])[] => {
    if (rows.length === 0) return [];
    const most = Math.floor((engine.maxVariables - SPARE_VARIABLES) / variables);
    return engine.isShared
      ? chunksOf(Math.min(MAX_ROWS, most))(rows)
      : inPowersOfTwo(rows, Math.min(MAX_LOCAL_ROWS, most));
  };

  return {
    run,
    transact,
    chunks,
    close: session.close,
    isShared: engine.isShared,
    supportsSkipLocked: engine.supportsSkipLocked,
    skipsUnchangedIndexes: engine.skipsUnchangedIndexes,
    lockApp: engine.lockApp,
    defaultCountry: engine.defaultCountry,
    now: engine.now,
    totals: makeListTotals(engine.now),
  };
};

/** Chunks of at most `most` rows, each of which has a power of two as its length, so that statements for them recur. */
const inPowersOfTwo = <A>(rows: readonly A[], most: number): readonly (readonly A[])[] => {
  const chunks: (readonly A[])[] = [];
  for (let begin = 0; begin < rows.length; begin += chunks.at(-1)?.length ?? 0) {
    const size = 2 ** Math.floor(Math.log2(Math.min(most, rows.length - begin)));
    chunks.push(rows.slice(begin, begin + size));
  }
  return chunks;
};

const withRetries = async <A>(work: () => Promise<A>, isLostRace: SqlEngine['isLostRace'], attempt = 1): Promise<A> => {
  try {
    return await work();
  } catch (thrown) {
    if (attempt < MAX_ATTEMPTS && isLostRace(thrown)) return withRetries(work, isLostRace, attempt + 1);
    throw thrown;
  }
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
