import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { AuditLog } from '../ports/audit-log.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { InboxJournal } from '../ports/inbox-journal.js';
import { sumOverList } from '../ports/listing.js';
import type { StorageError } from '../ports/storage-error.js';

/** How many records were deleted. */
export interface Pruned {
  readonly events: number;
  readonly deliveries: number;
  readonly acts: number;
}

export type Prune = TaskEither<StorageError, Pruned>;

const DAY_MS = 86_400_000;
/** Records in one statement, each of which may be large: few enough that no other request has to wait. */
const BATCH = 100;
const PAGE = 100;
/** How long administrative acts are kept: a year, and the time to look into it. */
const AUDIT_DAYS = 400;

/** Deletes what is older than its retention: events of the streams, processed or ignored deliveries, administrative acts. */
export const makePrune =
  (deps: {
    readonly apps: Pick<AppRepository, 'list'>;
    readonly events: Pick<EventLog, 'prune'>;
    readonly journal: Pick<InboxJournal, 'prune'>;
    readonly audit: Pick<AuditLog, 'prune'>;
    readonly clock: Clock;
    /** Waits until the event loop has turned: what is asked meanwhile comes between two statements. */
    readonly nextTurn: () => Promise<void>;
    readonly retentionDays: { readonly events: number; readonly inbox: number };
  }): Prune =>
  async () => {
    const now = deps.clock.now();
    const whole = inBatches(deps.nextTurn);
    const deliveries = await whole((limit) => deps.journal.prune(now - deps.retentionDays.inbox * DAY_MS, limit))();
    if (E.isLeft(deliveries)) return deliveries;
    const acts = await whole((limit) => deps.audit.prune(now - AUDIT_DAYS * DAY_MS, limit))();
    if (E.isLeft(acts)) return acts;

    const events = await sumOverList(deps.apps.list, PAGE, ({ id }) =>
      whole((limit) => deps.events.prune(id, now - deps.retentionDays.events * DAY_MS, limit)),
    )();
    return E.map((sum: number) => ({ events: sum, deliveries: deliveries.right, acts: acts.right }))(events);
  };

/** Repeats a batch until one is not full; answers with the total. */
const inBatches =
  (nextTurn: () => Promise<void>) =>
  (batch: (limit: number) => TaskEither<StorageError, number>): TaskEither<StorageError, number> =>
  async () => {
    for (let sum = 0; ; ) {
      const done = await batch(BATCH)();
      if (E.isLeft(done)) return done;
      sum += done.right;
      if (done.right < BATCH) return E.right(sum);
      await nextTurn();
    }
  };
