import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { ScopedObservation } from '../../domain/observation.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { WithAccess } from '../phone-system/access.js';
import type { AccessError } from '../phone-system/access-error.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Clock } from '../ports/clock.js';
import type { PayloadReader } from '../ports/payload-reader.js';
import type { PhoneSystem, PhoneSystemError } from '../ports/phone-system.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';

/**
 * Closes an app's calls in progress that had no event for `staleAfterMs`. Asks the phone system for the state of each; a call that it
 * does not know, or that it may not be asked for, counts as over. Answers how many were closed. Once `goesOn` answers false, it ends
 * after the current call.
 */
export type CloseStaleCalls = (appId: AppId, goesOn?: () => boolean) => TaskEither<StorageError | Conflict, number>;

/** The phone system answers for one call ten times a minute, to all clients of the company together. */
const AT_A_TIME = 5;

interface Deps {
  readonly calls: Pick<CallRepository, 'stale'>;
  readonly withAccess: WithAccess;
  readonly phone: Pick<PhoneSystem, 'findCall'>;
  readonly payloads: Pick<PayloadReader, 'translate'>;
  readonly applyObservations: ApplyObservations;
  readonly clock: Clock;
  /** Milliseconds without an event after which a call in progress is stale. */
  readonly staleAfterMs: number;
}

/** Calls that are not asked for until a moment: they go on, or storage refuses them. */
type Postponed = Map<CallId, Timestamp>;

export const makeCloseStaleCalls = (deps: Deps): CloseStaleCalls => {
  const postponed: Postponed = new Map();
  return (appId, goesOn = () => true) =>
    async () => {
      const now = deps.clock.now();
      for (const [id, until] of postponed) if (now >= until) postponed.delete(id);
      const stale = await deps.calls.stale(appId, now - deps.staleAfterMs, AT_A_TIME + postponed.size)();
      if (E.isLeft(stale)) return stale;
      const calls = stale.right.filter(({ id }) => !postponed.has(id)).slice(0, AT_A_TIME);
      return closeThoseOver(deps, calls, postponed, now + deps.staleAfterMs, goesOn)();
    };
};

/** Closes the calls that are over, and postpones the others. Ends at the first whose state cannot be found out now. */
const closeThoseOver =
  (
    deps: Deps,
    calls: readonly CallView[],
    postponed: Postponed,
    postponeUntil: Timestamp,
    goesOn: () => boolean,
  ): TaskEither<StorageError | Conflict, number> =>
  async () => {
    let closed = 0;
    let refused: E.Either<StorageError, number> | null = null;
    for (const call of calls) {
      const finding = goesOn() ? await ask(deps, call) : OUT_OF_REACH;
      if (finding._tag === 'OutOfReach') break;
      const applied = finding._tag === 'Over' ? await deps.applyObservations(finding)() : null;
      if (applied !== null && E.isRight(applied)) {
        closed += 1;
        continue;
      }
      if (applied !== null && applied.left._tag !== 'StorageFault') return E.left(applied.left);
      // A call that storage refuses must not hold up those after it.
      postponed.set(call.id, postponeUntil);
      if (applied !== null && applied.left._tag === 'StorageFault') refused = E.left(applied.left);
    }
    return refused ?? E.right(closed);
  };

/** What the phone system says of a call. */
type Finding =
  | { readonly _tag: 'Over'; readonly observations: readonly ScopedObservation[] }
  | { readonly _tag: 'GoesOn' }
  /** Not known now. */
  | { readonly _tag: 'OutOfReach' };

const OUT_OF_REACH: Finding = { _tag: 'OutOfReach' };

const ask = async ({ withAccess, phone, payloads, clock }: Deps, call: CallView): Promise<Finding> => {
  const { appId } = call;
  const found = await withAccess(appId, (access) => phone.findCall(access, call.dialpadCallId))();
  if (E.isLeft(found)) return findingOf(found.left, call);
  if (O.isNone(found.right)) return takenToBeOver(call);
  if (!found.right.value.over) return { _tag: 'GoesOn' };
  const translation = payloads.translate({ payload: found.right.value.payload, receivedAt: clock.now() });
  if (translation._tag !== 'Observed') return takenToBeOver(call);
  const observations = translation.observations.map((observation) => ({ appId, observation, replayed: true }));
  return { _tag: 'Over', observations };
};

const findingOf = (error: AccessError | PhoneSystemError, call: CallView): Finding => {
  switch (error._tag) {
    // There is no phone system to ask, or it will not answer.
    case 'NotConnected':
    case 'AccessRefused':
      return takenToBeOver(call);
    case 'RequestRefused':
      return { _tag: 'GoesOn' };
    case 'PhoneSystemUnavailable':
    case 'StorageUnavailable':
    case 'StorageFault':
      return OUT_OF_REACH;
    default:
      return error satisfies never;
  }
};

/** Its end is the time of its last event. */
const takenToBeOver = ({ appId, dialpadCallId, updatedAt }: CallView): Finding => {
  const seen = { dialpadCallId, receivedAt: updatedAt, happenedAt: null, stale: true };
  return { _tag: 'Over', observations: [{ appId, observation: { _tag: 'Call', seen }, replayed: true }] };
};
