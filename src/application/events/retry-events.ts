import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Clock } from '../ports/clock.js';
import type { InboxJournal, JournalEntry, ReplayableStatus } from '../ports/inbox-journal.js';
import { sumOverList } from '../ports/listing.js';
import type { PayloadReader } from '../ports/payload-reader.js';
import type { StorageError } from '../ports/storage-error.js';
import { routeByContent, routeToNamed } from './route-event.js';

/** Why an event is not replayed. */
export type RetryRefusal =
  | { readonly _tag: 'NoSuchEvent' }
  /** It is pending: it will be processed anyway. */
  | { readonly _tag: 'StillPending' }
  /** Its app is still unknown. */
  | { readonly _tag: 'StillUnrouted' };

/** Answers with the number of events that are replayed: 0 if the app has had the event already. */
export type RetryEvent = (id: InboxId) => TE.TaskEither<StorageError | RetryRefusal, number>;

/** Answers with the number of events that are replayed. */
export type RetryEvents = (which: {
  readonly status: ReplayableStatus | 'unrouted';
  readonly appId?: AppId | undefined;
}) => TE.TaskEither<StorageError, number>;

interface Deps {
  readonly journal: InboxJournal;
  readonly apps: Pick<AppRepository, 'find' | 'findByOrganization' | 'onlyActive'>;
  readonly payloads: Pick<PayloadReader, 'envelope'>;
  readonly clock: Clock;
}

const PAGE = 200;

/** Replays one event; for an unrouted event, first looks for its app again. */
export const makeRetryEvent =
  (deps: Deps): RetryEvent =>
  (id) =>
  async () => {
    const found = await deps.journal.find(id)();
    if (E.isLeft(found)) return found;
    if (O.isNone(found.right)) return E.left({ _tag: 'NoSuchEvent' });
    const entry = found.right.value;
    if (entry.status === 'pending') return E.left({ _tag: 'StillPending' });
    if (entry.status === 'unrouted') {
      const assigned = await assign(deps, entry)();
      if (E.isLeft(assigned)) return assigned;
      if (assigned.right === 'unrouted') return E.left({ _tag: 'StillUnrouted' });
      return E.right(assigned.right === 'assigned' ? 1 : 0);
    }
    return deps.journal.replay({ id }, deps.clock.now())();
  };

/** Replays all events with a status; of the unrouted ones, those whose app is known now. */
export const makeRetryEvents =
  (deps: Deps): RetryEvents =>
  ({ status, appId }) =>
    status === 'unrouted' ? assignAll(deps) : deps.journal.replay({ status, appId }, deps.clock.now());

const assignAll = (deps: Deps): TE.TaskEither<StorageError, number> =>
  sumOverList(
    (page) => deps.journal.list({ status: 'unrouted' }, page),
    PAGE,
    (entry) => TE.map((outcome) => (outcome === 'assigned' ? 1 : 0))(assign(deps, entry)),
  );

/** `unrouted`: the app of the event is still unknown. A `duplicate` is ignored from now on; one that is `gone` was dealt with meanwhile. */
const assign =
  (deps: Deps, entry: JournalEntry): TE.TaskEither<StorageError, 'assigned' | 'duplicate' | 'gone' | 'unrouted'> =>
  async () => {
    const envelope = O.toNullable(deps.payloads.envelope(entry.payload));
    const routed = await (entry.namedAppId === null
      ? routeByContent(deps.apps, { organizations: envelope?.organizations ?? [] })
      : routeToNamed(deps.apps, entry.namedAppId))();
    if (E.isLeft(routed)) return routed;
    if (O.isNone(routed.right)) return E.right('unrouted');
    return deps.journal.assign(entry.id, routed.right.value, deps.clock.now())();
  };
