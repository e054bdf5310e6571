import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Call } from '../../domain/call/call.js';
import { personOf } from '../../domain/call/call-person.js';
import { remapped } from '../../domain/call/remapped.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { NewAppEvent } from '../../domain/event/app-event.js';
import type { AppId, EventId } from '../../domain/ids.js';
import { isSameCrmUser } from '../../domain/user-mapping/crm-user-key.js';
import type { UserMapping } from '../../domain/user-mapping/user-mapping.js';
import { legsReadOf } from '../events/apply-observations.js';
import type { AggregateStore } from '../ports/aggregates.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Clock } from '../ports/clock.js';
import type { EventBus } from '../ports/event-bus.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';
import type { MapUsers } from './map-users.js';

export interface AnnounceMappingsDeps {
  readonly owner: string;
  readonly mapUsers: MapUsers;
  readonly mappings: Pick<UserMappingRepository, 'ofUsers'>;
  readonly calls: Pick<CallRepository, 'list'>;
  readonly aggregates: AggregateStore;
  readonly bus: Pick<EventBus, 'publish'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

/** How many ringing calls are looked at: more do not ring at once in one app. */
const MAX_RINGING = 100;
/** A call may change while it is announced; after that many times the next event about it has announced it. */
const MAX_RACES = 4;

/**
 * Maps users, and announces a call that rings at the moment to whom it concerns now (contract §7). Fails only if the mapping does: a
 * mapping that is stored stands, whether or not it can be announced.
 */
export const makeAnnouncingMapUsers =
  (deps: AnnounceMappingsDeps): MapUsers =>
  (appId, users) =>
  async () => {
    const before = await deps.mappings.ofUsers(
      appId,
      users.map(({ dialpadUserId }) => dialpadUserId),
    )();
    if (E.isLeft(before)) return before;
    const mapped = await deps.mapUsers(appId, users)();
    if (E.isLeft(mapped)) return mapped;

    const moves = movesBetween(before.right, mapped.right);
    for (let race = 1; moves.size > 0 && race <= MAX_RACES; race += 1) {
      const announced = await announce(deps, appId, moves)();
      if (E.isRight(announced) || announced.left._tag !== 'Conflict') break;
    }
    return mapped;
  };

/** Who a Dialpad user was in the CRM, null if nobody, and who it is now. */
interface Move {
  readonly from: string | null;
  readonly to: string;
}

/** The users that are another CRM user than before. */
const movesBetween = (before: readonly UserMapping[], after: readonly UserMapping[]): ReadonlyMap<DialpadId, Move> => {
  const known = new Map(before.map(({ dialpadUserId, crmUserId }) => [dialpadUserId, crmUserId]));
  const moves = after.map(
    ({ dialpadUserId, crmUserId }) =>
      [dialpadUserId, { from: known.get(dialpadUserId) ?? null, to: crmUserId }] as const,
  );
  return new Map(moves.filter(([, { from, to }]) => from === null || !isSameCrmUser(from, to)));
};

/** `Conflict` if one of the calls has changed meanwhile: a ring must not follow the answer. */
const announce =
  (
    deps: AnnounceMappingsDeps,
    appId: AppId,
    moves: ReadonlyMap<DialpadId, Move>,
  ): TaskEither<StorageError | Conflict, void> =>
  async () => {
    const [only] = moves.size === 1 ? moves.keys() : [];
    const filter = { statuses: ['ringing' as const], dialpadUserId: only };
    const ringing = await deps.calls.list(appId, filter, { limit: MAX_RINGING, offset: 0 })();
    if (E.isLeft(ringing)) return ringing;
    const concerned = ringing.right.items.filter(
      ({ dialpadUserId }) => dialpadUserId !== null && moves.has(dialpadUserId),
    );
    if (concerned.length === 0) return E.right(undefined);

    const keys = { appId, calls: concerned.map(({ dialpadCallId }) => dialpadCallId), voicemails: [], messages: [] };
    const found = await deps.aggregates.load([keys])();
    if (E.isLeft(found)) return found;
    const events = found.right.calls.flatMap((call) => eventsOf(deps, call, moves));
    if (events.length === 0) return E.right(undefined);

    const legsRead = [legsReadOf(keys, found.right)];
    const nothing = { calls: [], voicemails: [], messages: [], settled: [] };
    const committed = await deps.aggregates.commit({ owner: deps.owner, ...nothing, events, legsRead })();
    if (E.isLeft(committed)) return committed;
    deps.bus.publish({ _tag: 'EventsCommitted', appId, events: committed.right });
    return E.right(undefined);
  };

const eventsOf = (
  { ids, clock }: Pick<AnnounceMappingsDeps, 'ids' | 'clock'>,
  call: Call,
  moves: ReadonlyMap<DialpadId, Move>,
): readonly NewAppEvent[] => {
  const person = personOf(call.facts);
  const move = person === null ? undefined : moves.get(person);
  if (move === undefined) return [];
  return remapped(call, move.from).map((content) => ({
    id: ids.next() as EventId,
    appId: call.appId,
    happenedAt: clock.now(),
    targetCrmUser: move.to,
    replayed: false,
    content,
  }));
};
