import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { WantedCrmFields } from '../../domain/call/crm-facts.js';
import { writeOn } from '../../domain/call/write-on.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { AggregateStore } from '../ports/aggregates.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Clock } from '../ports/clock.js';
import type { Attributed } from '../ports/listing.js';
import { type StorageError, storageUnavailable } from '../ports/storage-error.js';
import { loadCall } from './load-call.js';

/**
 * Writes a CRM's fields on a call, and answers with the call as it is then; none if the app has no such call. Fields that are not given stay
 * as they are. A change is announced as `call.updated`; what is on the call already changes nothing and tells nothing.
 */
export type WriteOnCall = (
  appId: AppId,
  id: CallId,
  wanted: WantedCrmFields,
) => TaskEither<StorageError, O.Option<Attributed<CallView>>>;

interface Deps {
  readonly calls: Pick<CallRepository, 'find'>;
  readonly aggregates: Pick<AggregateStore, 'load'>;
  readonly applyObservations: ApplyObservations;
  readonly clock: Clock;
}

export const makeWriteOnCall =
  ({ calls, aggregates, applyObservations, clock }: Deps): WriteOnCall =>
  (appId, id, wanted) =>
  async () => {
    const found = await calls.find(appId, id)();
    if (E.isLeft(found) || O.isNone(found.right)) return found;
    const call = await loadCall(aggregates, found.right.value)();
    if (E.isLeft(call)) return call;
    const seen = call.right === null ? null : writeOn(call.right, wanted, clock.now());
    if (seen === null) return found;

    const observation = { _tag: 'Call' as const, seen };
    const applied = await applyObservations({ observations: [{ appId, observation, replayed: false }] })();
    if (E.isRight(applied)) return calls.find(appId, id)();
    const { left } = applied;
    return E.left(left._tag === 'Conflict' ? storageUnavailable('the call changes too fast to be written on') : left);
  };
