import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { ScopedObservation } from '../../domain/observation.js';
import type { ApplyObservations } from '../events/apply-observations.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { PayloadReader } from '../ports/payload-reader.js';
import type { ReportedCall } from '../ports/phone-system.js';
import { bugAsFault, type Conflict, type StorageError } from '../ports/storage-error.js';

export interface ApplyReportedDeps {
  readonly payloads: Pick<PayloadReader, 'translate'>;
  readonly applyObservations: ApplyObservations;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Applies calls that the phone system has listed. One that causes a bug, or that storage refuses, is logged and left out. */
export const applyReportedCalls =
  (deps: ApplyReportedDeps, appId: AppId, calls: readonly ReportedCall[]): TaskEither<StorageError | Conflict, void> =>
  async () => {
    const applied = await attempt(deps, appId, calls);
    if (E.isRight(applied) || applied.left._tag !== 'StorageFault') return applied;
    for (const call of calls) {
      const one = await attempt(deps, appId, [call]);
      if (E.isRight(one)) continue;
      if (one.left._tag !== 'StorageFault') return one;
      const { detail } = one.left;
      deps.logger.error({ app_id: appId, call_id: call.id, detail }, 'A call that was listed could not be applied');
    }
    return E.right(undefined);
  };

const attempt = async (
  deps: ApplyReportedDeps,
  appId: AppId,
  calls: readonly ReportedCall[],
): Promise<E.Either<StorageError | Conflict, void>> => {
  try {
    const observations = calls.flatMap((call) => observationsOf(deps, appId, call));
    return await deps.applyObservations({ observations })();
  } catch (bug) {
    return bugAsFault(bug);
  }
};

/** None where the payload cannot be translated. */
const observationsOf = (
  { payloads, clock }: ApplyReportedDeps,
  appId: AppId,
  { payload }: ReportedCall,
): readonly ScopedObservation[] => {
  const translation = payloads.translate({ payload, receivedAt: clock.now() });
  if (translation._tag !== 'Observed') return [];
  return translation.observations.map((observation) => ({ appId, observation, replayed: true }));
};
