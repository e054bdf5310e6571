import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ActId } from '../../domain/ids.js';
import type { ActOutcome, AuditLog, BegunAct } from '../ports/audit-log.js';
import type { Clock } from '../ports/clock.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Logger } from '../ports/logger.js';
import type { StorageError } from '../ports/storage-error.js';

/** An act that is about to be carried out, and what is known of its subject before. */
export type IntendedAct = Omit<BegunAct, 'id' | 'at'> & Omit<ActOutcome, 'status'>;

/**
 * Carries out an administrative act and records it. The act is in the audit log before it begins: if it cannot be recorded, nothing is
 * carried out. If its end cannot be recorded, the entry stays without a status, which says that the outcome is unknown.
 */
export type RecordAct = <F, A>(
  act: IntendedAct,
  work: TaskEither<F, A>,
  outcomeOf: (result: E.Either<F, A>) => ActOutcome,
) => TaskEither<F | StorageError, A>;

export const makeRecordAct =
  (deps: {
    readonly audit: Pick<AuditLog, 'begin' | 'end'>;
    readonly ids: IdGenerator;
    readonly clock: Clock;
    readonly logger: Logger;
  }): RecordAct =>
  (act, work, outcomeOf) =>
  async () => {
    const id = deps.ids.next() as ActId;
    const begun = await deps.audit.begin({ ...act, id, at: deps.clock.now(), status: null })();
    if (E.isLeft(begun)) return begun;
    const result = await work();
    const ended = await deps.audit.end(id, outcomeOf(result))();
    if (E.isLeft(ended)) {
      const { action, requestId: request_id, appId: app_id } = act;
      deps.logger.error(
        { act_id: id, action, request_id, app_id, cause: ended.left.detail },
        'The end of an administrative act could not be recorded',
      );
    }
    return result;
  };
