import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CallView } from '../domain/call/call.js';
import type { AppId, CallId } from '../domain/ids.js';
import type { Timestamp } from '../domain/timestamp.js';
import type { Sighting } from './decide.js';
import type { WithAccess } from './phone-access.js';
import type { CallRepository } from './ports/call-repository.js';
import type { Clock } from './ports/clock.js';
import type { PayloadReader } from './ports/payload-reader.js';
import type { PhoneSystem } from './ports/phone-system.js';
import type { Conflict, StorageError } from './ports/storage-error.js';
import type { WorkIn } from './work-in.js';

/**
 * Looks after an app's calls of which nothing was heard for long: asks the phone system how they stand and, where it does not know or
 * there is nobody to ask, takes them to be over. Answers how many were closed.
 */
export type CloseStaleCalls = (appId: AppId) => TaskEither<StorageError | Conflict, number>;

/** Few at a time: the phone system lets one call be asked for ten times a minute, by whoever asks for whatever reason. */
const AT_A_TIME = 5;

export const makeCloseStaleCalls = (deps: {
  readonly calls: Pick<CallRepository, 'stale'>;
  readonly withAccess: WithAccess;
  readonly phone: Pick<PhoneSystem, 'findCall'>;
  readonly payloads: Pick<PayloadReader, 'translate'>;
  readonly workIn: WorkIn;
  readonly clock: Clock;
  /** Milliseconds without news after which a call in progress is looked after. */
  readonly staleAfterMs: number;
}): CloseStaleCalls => {
  /** Calls that were found to be going on, and when to ask again. */
  const goingOn = new Map<CallId, Timestamp>();

  /** What is to be observed of a call; null where it goes on, or that cannot be told now. */
  const look = async (appId: AppId, call: CallView): Promise<readonly Sighting[] | null> => {
    const { clock } = deps;
    const found = await deps.withAccess(appId, (access) => deps.phone.findCall(access, call.dialpadCallId))();
    if (E.isLeft(found)) return found.left._tag === 'NotConnected' ? [takenToBeOver(call)] : null;
    if (O.isNone(found.right)) return [takenToBeOver(call)];
    if (!found.right.value.over) {
      goingOn.set(call.id, clock.now() + deps.staleAfterMs);
      return null;
    }
    const translation = deps.payloads.translate({ payload: found.right.value.payload, receivedAt: clock.now() });
    if (translation._tag !== 'Observed') return [takenToBeOver(call)];
    return translation.observations.map((observation) => ({ appId, observation, replayed: true }));
  };

  return (appId) => async () => {
    const now = deps.clock.now();
    for (const [id, until] of goingOn) if (now >= until) goingOn.delete(id);
    const stale = await deps.calls.stale(appId, now - deps.staleAfterMs, AT_A_TIME + goingOn.size)();
    if (E.isLeft(stale)) return stale;
    let closed = 0;
    for (const call of stale.right.filter(({ id }) => !goingOn.has(id)).slice(0, AT_A_TIME)) {
      const sightings = await look(appId, call);
      if (sightings === null) continue;
      const worked = await deps.workIn({ sightings })();
      if (E.isLeft(worked)) return worked;
      closed += 1;
    }
    return E.right(closed);
  };
};

/** Its end is put where it was last heard of. */
const takenToBeOver = ({ appId, dialpadCallId, updatedAt }: CallView): Sighting => ({
  appId,
  observation: { _tag: 'Call', seen: { dialpadCallId, receivedAt: updatedAt, happenedAt: null, stale: true } },
  replayed: true,
});
