import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { CallView } from '../../domain/call/call-view.js';
import { labelOn } from '../../domain/call/label-on.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { WithAccess } from '../phone-system/access.js';
import type { CallControl } from '../ports/call-control.js';
import type { Clock } from '../ports/clock.js';
import type { Attributed } from '../ports/listing.js';
import type { ActingError } from './acting-error.js';
import { type AddToCallDeps, makeAddToCall } from './add-to-call.js';
import { ask } from './control-call.js';
import { findCall, orNoSuchCall } from './find-call.js';

/**
 * Replaces the labels of a call in the phone system, and shows here those that it has then, which is announced like any change. Can be
 * done again.
 */
export type LabelCall = (
  appId: AppId,
  id: CallId,
  labels: readonly string[],
) => TE.TaskEither<ActingError, Attributed<CallView>>;

interface Deps extends AddToCallDeps {
  readonly withAccess: WithAccess;
  readonly control: Pick<CallControl, 'label'>;
  readonly clock: Clock;
}

export const makeLabelCall = ({ withAccess, control, clock, ...deps }: Deps): LabelCall => {
  const addToCall = makeAddToCall(deps);
  return (appId, id, wanted) =>
    pipe(
      findCall(deps.calls, appId, id),
      TE.chainW(({ dialpadCallId }) =>
        ask(withAccess, appId, (access) => control.label(access, dialpadCallId, wanted)),
      ),
      TE.chainW((labels) => addToCall(appId, id, (call) => labelOn(call, labels, clock.now()))),
      TE.chainW(orNoSuchCall),
    );
};
