import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { ScopedObservation } from '../../domain/observation.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { AccessError, WithAccess } from '../phone-system/access.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Clock } from '../ports/clock.js';
import type { PayloadReader } from '../ports/payload-reader.js';
import type { PhoneSystem, PhoneSystemError } from '../ports/phone-system.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';

/**
 * Looks after an app's calls of which nothing was heard for long: asks the phone system how they stand and, where it does not know or
 * there is nobody to ask, takes them to be over. Answers how many were closed. Once `goesOn` says no, it ends after the call it is at.
 */
export type CloseStaleCalls = (appId: AppId, goesOn?: () => boolean) => TaskEither<StorageError | Conflict, number>;

/** Few at a time: the phone system lets one call be asked for ten times a minute, by whoever asks for whatever reason. */
const AT_A_TIME = 5;

export const makeCloseStaleCalls = (deps: {
  readonly calls: Pick<CallRepository, 'stale'>;
  readonly withAccess: WithAccess;
  readonly phone: Pick<PhoneSystem, 'findCall'>;
  readonly payloads: Pick<PayloadReader, 'translate'>;
  readonly applyObservations: ApplyObservations;
  readonly clock: Clock;
  /** Milliseconds without news after which a call in progress is looked after. */
  readonly staleAfterMs: number;
}): CloseStaleCalls => {
  /** Calls that are left alone for now, and until when: they were found to be going on, or nothing can be done about them. */
  const leftAlone = new Map<CallId, Timestamp>();

  const look = async (appId: AppId, call: CallView): Promise<Finding> => {
    const { clock } = deps;
    const found = await deps.withAccess(appId, (access) => deps.phone.findCall(access, call.dialpadCallId))();
    if (E.isLeft(found)) return findingOf(found.left, call);
    if (O.isNone(found.right)) return over([takenToBeOver(call)]);
    if (!found.right.value.over) return { _tag: 'GoesOn' };
    const translation = deps.payloads.translate({ payload: found.right.value.payload, receivedAt: clock.now() });
    if (translation._tag !== 'Observed') return over([takenToBeOver(call)]);
    return over(translation.observations.map((observation) => ({ appId, observation, replayed: true })));
  };

  return (appId, goesOn = () => true) =>
    async () => {
      const now = deps.clock.now();
      for (const [id, until] of leftAlone) if (now >= until) leftAlone.delete(id);
      const stale = await deps.calls.stale(appId, now - deps.staleAfterMs, AT_A_TIME + leftAlone.size)();
      if (E.isLeft(stale)) return stale;
      let closed = 0;
      let fault: E.Either<StorageError, number> | null = null;
      for (const call of stale.right.filter(({ id }) => !leftAlone.has(id)).slice(0, AT_A_TIME)) {
        const finding = goesOn() ? await look(appId, call) : OUT_OF_REACH;
        if (finding._tag === 'OutOfReach') break;
        const worked =
          finding._tag === 'Over' ? await deps.applyObservations({ observations: finding.observations })() : null;
        if (worked !== null && E.isRight(worked)) {
          closed += 1;
          continue;
        }
        if (worked !== null && worked.left._tag !== 'StorageFault') return E.left(worked.left);
        // One that storage refuses must not hold up those behind it.
        leftAlone.set(call.id, now + deps.staleAfterMs);
        if (worked !== null && worked.left._tag === 'StorageFault') fault = E.left(worked.left);
      }
      return fault ?? E.right(closed);
    };
};

/** What asking for a call comes to. */
type Finding =
  | { readonly _tag: 'Over'; readonly observations: readonly ScopedObservation[] }
  | { readonly _tag: 'GoesOn' }
  /** It cannot be told now. */
  | { readonly _tag: 'OutOfReach' };

const OUT_OF_REACH: Finding = { _tag: 'OutOfReach' };

const over = (observations: readonly ScopedObservation[]): Finding => ({ _tag: 'Over', observations });

const findingOf = (error: AccessError | PhoneSystemError, call: CallView): Finding => {
  switch (error._tag) {
    // There is nobody to ask, or nobody who would answer.
    case 'NotConnected':
    case 'AccessRefused':
      return over([takenToBeOver(call)]);
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

/** Its end is put where it was last heard of. */
const takenToBeOver = ({ appId, dialpadCallId, updatedAt }: CallView): ScopedObservation => ({
  appId,
  observation: { _tag: 'Call', seen: { dialpadCallId, receivedAt: updatedAt, happenedAt: null, stale: true } },
  replayed: true,
});
