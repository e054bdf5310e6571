import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Call } from '../../domain/call/call.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { AggregateStore } from '../ports/aggregates.js';
import type { StorageError } from '../ports/storage-error.js';

/** A call with all that is known of it; null if it was deleted meanwhile. */
export const loadCall = (
  aggregates: Pick<AggregateStore, 'load'>,
  { appId, dialpadCallId }: Pick<CallView, 'appId' | 'dialpadCallId'>,
): TE.TaskEither<StorageError, Call | null> =>
  pipe(
    aggregates.load([{ appId, calls: [dialpadCallId], voicemails: [], messages: [] }]),
    TE.map(({ calls }) => calls.find((leg) => leg.dialpadCallId === dialpadCallId) ?? null),
  );
