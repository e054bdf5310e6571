import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { AppRecord, AppRecords, RecordKind } from '../ports/app-records.js';
import { type StorageError, storageUnavailable } from '../ports/storage-error.js';

/** A record of an app as what it holds. */
export interface RecordOf<A> {
  /** None where nothing is kept. */
  readonly read: (appId: AppId) => TaskEither<StorageError, O.Option<A>>;
  /**
   * Decides a change from what is kept and keeps it; again from the start where somebody else was faster, so `decide` must be pure.
   * A Left keeps nothing and is handed on. Answers with what is kept then.
   */
  readonly change: <F>(appId: AppId, decide: (kept: O.Option<A>) => E.Either<F, A>) => TaskEither<StorageError | F, A>;
  readonly all: TaskEither<StorageError, readonly (readonly [AppId, A])[]>;
}

const MAX_RACES = 20;

/** The records of one kind. They are ours alone, so what is in them is taken as it was written. */
export const recordOf = <A>(records: AppRecords, kind: RecordKind): RecordOf<A> => {
  const contentOf = ({ value }: AppRecord): A => JSON.parse(value);

  const change: RecordOf<A>['change'] = (appId, decide) => async () => {
    for (let race = 0; race < MAX_RACES; race += 1) {
      const found = await records.find(appId, kind)();
      if (E.isLeft(found)) return found;
      const before = found.right;
      const decided = decide(O.map(contentOf)(before));
      if (E.isLeft(decided)) return decided;
      const value = JSON.stringify(decided.right);
      if (O.isSome(before) && before.value.value === value) return decided;
      const revision = (O.isSome(before) ? before.value.revision : 0) + 1;
      const saved = await records.save({ appId, kind, value, revision })();
      if (E.isRight(saved)) return decided;
      if (saved.left._tag !== 'Conflict') return E.left(saved.left);
    }
    return E.left(storageUnavailable(`others keep changing the ${kind} of this app`));
  };

  return {
    read: (appId) => async () => {
      const found = await records.find(appId, kind)();
      return E.isLeft(found) ? found : E.right(O.map(contentOf)(found.right));
    },
    change,
    all: async () => {
      const found = await records.all(kind)();
      if (E.isLeft(found)) return found;
      return E.right(found.right.map((record) => [record.appId, contentOf(record)] as const));
    },
  };
};
