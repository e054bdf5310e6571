import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Call } from '../../domain/call/call.js';
import type { CallObservation } from '../../domain/call/call-facts.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { AggregateStore } from '../ports/aggregates.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Attributed } from '../ports/listing.js';
import { type StorageError, storageUnavailable } from '../ports/storage-error.js';

/**
 * Adds to a known call what `seenOf` says of it, and answers with the call as it is then; none if the app has no such call. Null: there is
 * nothing to add. A change is announced like any other.
 */
export type AddToCall = (
  appId: AppId,
  id: CallId,
  seenOf: (call: Call) => CallObservation | null,
) => TaskEither<StorageError, O.Option<Attributed<CallView>>>;

export interface AddToCallDeps {
  readonly calls: Pick<CallRepository, 'find'>;
  readonly aggregates: Pick<AggregateStore, 'load'>;
  readonly applyObservations: ApplyObservations;
}

export const makeAddToCall =
  ({ calls, aggregates, applyObservations }: AddToCallDeps): AddToCall =>
  (appId, id, seenOf) =>
  async () => {
    const found = await calls.find(appId, id)();
    if (E.isLeft(found) || O.isNone(found.right)) return found;
    const { dialpadCallId } = found.right.value;
    const loaded = await aggregates.load([{ appId, calls: [dialpadCallId], voicemails: [], messages: [] }])();
    if (E.isLeft(loaded)) return loaded;
    const call = loaded.right.calls.find((leg) => leg.dialpadCallId === dialpadCallId);
    // It was deleted meanwhile.
    if (call === undefined) return E.right(O.none);
    const seen = seenOf(call);
    if (seen === null) return found;

    const observation = { _tag: 'Call' as const, seen };
    // A call that is erased meanwhile does not begin anew.
    const applied = await applyObservations({
      observations: [{ appId, observation, replayed: false }],
      ofStoredCalls: true,
    })();
    if (E.isRight(applied)) return calls.find(appId, id)();
    const { left } = applied;
    return E.left(left._tag === 'Conflict' ? storageUnavailable('others keep changing the call') : left);
  };
