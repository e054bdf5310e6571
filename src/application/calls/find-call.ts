import { pipe } from 'fp-ts/lib/function.js';
import type * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isLive } from '../../domain/call/call-status.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Attributed } from '../ports/listing.js';
import type { StorageError } from '../ports/storage-error.js';
import type { CallOver, NoSuchCall } from './acting-error.js';

type Calls = Pick<CallRepository, 'find'>;

/** A call of an app. */
export const findCall = (
  calls: Calls,
  appId: AppId,
  id: CallId,
): TE.TaskEither<StorageError | NoSuchCall, Attributed<CallView>> =>
  pipe(calls.find(appId, id), TE.chainW(orNoSuchCall));

/** What was found, or that there is no such call. */
export const orNoSuchCall: <A>(found: O.Option<A>) => TE.TaskEither<NoSuchCall, A> = TE.fromOption(
  (): NoSuchCall => ({ _tag: 'NoSuchCall' }),
);

/** A call that rings or goes on. */
export const findLiveCall = (
  calls: Calls,
  appId: AppId,
  id: CallId,
): TE.TaskEither<StorageError | NoSuchCall | CallOver, Attributed<CallView>> =>
  pipe(
    findCall(calls, appId, id),
    TE.filterOrElseW(
      ({ status }) => isLive(status),
      (): CallOver => ({ _tag: 'CallOver', reason: 'over' }),
    ),
  );
