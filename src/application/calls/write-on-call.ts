import type * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { WantedCrmFields } from '../../domain/call/crm-facts.js';
import { writeOn } from '../../domain/call/write-on.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import type { Attributed } from '../ports/listing.js';
import type { StorageError } from '../ports/storage-error.js';
import { type AddToCallDeps, makeAddToCall } from './add-to-call.js';

/**
 * Writes a CRM's fields on a call, and answers with the call as it is then; none if the app has no such call. Fields that are not given stay
 * as they are. A change is announced as `call.updated`; what is on the call already changes nothing and tells nothing.
 */
export type WriteOnCall = (
  appId: AppId,
  id: CallId,
  wanted: WantedCrmFields,
) => TaskEither<StorageError, O.Option<Attributed<CallView>>>;

interface Deps extends AddToCallDeps {
  readonly clock: Clock;
}

export const makeWriteOnCall = ({ clock, ...deps }: Deps): WriteOnCall => {
  const addToCall = makeAddToCall(deps);
  return (appId, id, wanted) => addToCall(appId, id, (call) => writeOn(call, wanted, clock.now()));
};
