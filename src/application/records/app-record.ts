import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { AppId } from '../../domain/ids.js';
import type { AppRecord, AppRecords, RecordKind } from '../ports/app-records.js';
import type { Clock } from '../ports/clock.js';
import { type StorageError, storageFault, storageUnavailable } from '../ports/storage-error.js';

/** How a record is to be from now on, and what the caller wants to know of the decision. */
export interface Changed<A, R> {
  readonly record: A;
  readonly result: R;
}

/** One kind of record, as what it holds. */
export interface RecordOf<A> {
  /** None where nothing is stored. */
  readonly read: (appId: AppId) => TE.TaskEither<StorageError, O.Option<A>>;
  /** What is stored; the initial record where nothing is. */
  readonly current: (appId: AppId) => TE.TaskEither<StorageError, A>;
  /**
   * Decides from the current record how it is to be, and saves that. When another process was faster it decides again from what that
   * process saved, so `decide` must be pure. A Left saves nothing and is handed on. Answers what was decided last.
   */
  readonly change: <F, R>(
    appId: AppId,
    decide: (current: A) => E.Either<F, Changed<A, R>>,
  ) => TE.TaskEither<StorageError | F, Changed<A, R>>;
  /** By which leases on these records are given and end; absent where that is the clock of each process. */
  readonly leaseClock?: Clock | undefined;
  /** What is stored of this kind, by app. */
  readonly all: TE.TaskEither<StorageError, readonly (readonly [AppId, A])[]>;
}

/** A decision for a record that has no other result. */
export const toRecord = <A>(record: A): E.Either<never, Changed<A, undefined>> =>
  E.right({ record, result: undefined });

const MAX_RACES = 20;

/** The records of one kind; `initial` gives the record of an app that has none, and the fields that an older version did not store. */
export const recordOf = <A extends object>(
  records: AppRecords,
  kind: RecordKind,
  initial: () => A,
  leaseClock?: Clock,
): RecordOf<A> => {
  const contentOf = ({ appId, value }: AppRecord): E.Either<StorageError, A> => {
    const stored = O.toNullable(O.tryCatch((): unknown => JSON.parse(value)));
    return t.UnknownRecord.is(stored)
      ? E.right({ ...initial(), ...(stored as A) })
      : E.left(storageFault(`the ${kind} of app ${appId} cannot be read`));
  };

  const current = (found: O.Option<AppRecord>): E.Either<StorageError, A> =>
    O.match((): E.Either<StorageError, A> => E.right(initial()), contentOf)(found);

  /** Saves a decision as the successor of what was found; does nothing where the two are equal. */
  const save = (appId: AppId, found: O.Option<AppRecord>, record: A) => {
    const value = JSON.stringify(record);
    if (O.isSome(found) && found.value.value === value) return async () => E.right(undefined);
    const revision = O.isSome(found) ? found.value.revision + 1 : 1;
    return records.save({ appId, kind, value, revision });
  };

  const change: RecordOf<A>['change'] = (appId, decide) => async () => {
    for (let race = 0; race < MAX_RACES; race += 1) {
      const found = await records.find(appId, kind)();
      if (E.isLeft(found)) return found;
      const before = current(found.right);
      if (E.isLeft(before)) return before;
      const decided = decide(before.right);
      if (E.isLeft(decided)) return decided;
      const saved = await save(appId, found.right, decided.right.record)();
      if (E.isRight(saved)) return decided;
      if (saved.left._tag !== 'Conflict') return E.left(saved.left);
    }
    return E.left(storageUnavailable(`others keep changing the ${kind} of this app`));
  };

  return {
    read: (appId) =>
      TE.chainEitherK((found: O.Option<AppRecord>) =>
        O.isNone(found) ? E.right(O.none) : E.map((record: A) => O.some(record))(contentOf(found.value)),
      )(records.find(appId, kind)),
    current: (appId) => TE.chainEitherK(current)(records.find(appId, kind)),
    change,
    leaseClock,
    // One that cannot be read is met again when its own app is served; it must not keep the work for the others.
    all: TE.map((all: readonly AppRecord[]) =>
      all.flatMap((record): (readonly [AppId, A])[] => {
        const content = contentOf(record);
        return E.isLeft(content) ? [] : [[record.appId, content.right]];
      }),
    )(records.all(kind)),
  };
};
