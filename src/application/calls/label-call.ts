import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CallView } from '../../domain/call/call-view.js';
import { labelOn } from '../../domain/call/label-on.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { WithAccess } from '../phone-system/access.js';
import type { AggregateStore } from '../ports/aggregates.js';
import type { CallControl } from '../ports/call-control.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Clock } from '../ports/clock.js';
import type { Attributed } from '../ports/listing.js';
import { storageUnavailable } from '../ports/storage-error.js';
import type { ActingError } from './acting-error.js';
import { ask } from './control-call.js';
import { findCall } from './find-call.js';
import { loadCall } from './load-call.js';

/**
 * Replaces the labels of a call in the phone system, and shows here those that it has then, which is announced like any change. Can be
 * done again.
 */
export type LabelCall = (
  appId: AppId,
  id: CallId,
  labels: readonly string[],
) => TaskEither<ActingError, Attributed<CallView>>;

interface Deps {
  readonly withAccess: WithAccess;
  readonly control: Pick<CallControl, 'label'>;
  readonly calls: Pick<CallRepository, 'find'>;
  readonly aggregates: Pick<AggregateStore, 'load'>;
  readonly applyObservations: ApplyObservations;
  readonly clock: Clock;
}

export const makeLabelCall =
  ({ withAccess, control, calls, aggregates, applyObservations, clock }: Deps): LabelCall =>
  (appId, id, wanted) =>
  async () => {
    const call = await findCall(calls, appId, id)();
    if (E.isLeft(call)) return call;
    const { dialpadCallId } = call.right;
    const labels = await ask(withAccess, appId, (access) => control.label(access, dialpadCallId, wanted))();
    if (E.isLeft(labels)) return labels;

    const loaded = await loadCall(aggregates, call.right)();
    if (E.isLeft(loaded)) return loaded;
    if (loaded.right === null) return E.left({ _tag: 'NoSuchCall' });
    const seen = labelOn(loaded.right, labels.right, clock.now());
    const observations = [{ appId, observation: { _tag: 'Call' as const, seen }, replayed: false }];
    const applied = await applyObservations({ observations })();
    if (E.isLeft(applied)) {
      const { left } = applied;
      return E.left(left._tag === 'Conflict' ? storageUnavailable('the call changes too fast to be labelled') : left);
    }
    const after = await calls.find(appId, id)();
    if (E.isLeft(after)) return after;
    return O.isSome(after.right) ? E.right(after.right.value) : E.left({ _tag: 'NoSuchCall' });
  };
