import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Aggregates } from '../../domain/aggregates.js';
import type { Call } from '../../domain/call/call.js';
import { idsIn } from '../../domain/call/conversation.js';
import { type Decision, decide, reconsider } from '../../domain/decide.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppEvent, NewAppEvent, PendingEvent } from '../../domain/event/app-event.js';
import { groupByApp } from '../../domain/group-by-app.js';
import type { AppId, EventId } from '../../domain/ids.js';
import type { Observation, ScopedObservation } from '../../domain/observation.js';
import type { AggregateKeys, AggregateStore, Settled } from '../ports/aggregates.js';
import type { Clock } from '../ports/clock.js';
import type { EventBus } from '../ports/event-bus.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';

/** What is to be worked in, in one step. */
export interface ObservationBatch {
  readonly observations: readonly ScopedObservation[];
  /** What becomes of the inbox events they come from; none where they come from elsewhere. */
  readonly settled?: readonly Settled[];
  /** Events that do not follow from the observations; they come after those that do. */
  readonly pendingEvents?: readonly PendingEvent[];
}

/**
 * Works what was seen into the calls, voicemails and messages it concerns, keeps them with what is told of them, all or nothing, and
 * tells it. Decided again from what is kept where somebody else was faster; `Conflict` where that goes on, or what is to be settled
 * is held by another process.
 */
export type ApplyObservations = (work: ObservationBatch) => TaskEither<StorageError | Conflict, void>;

export interface ApplyObservationsDeps {
  /** Names this process; it must hold every inbox event that is settled. */
  readonly owner: string;
  readonly aggregates: AggregateStore;
  readonly mappings: Pick<UserMappingRepository, 'ofUsers'>;
  readonly bus: EventBus;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  /** No other process works on the same storage, so that nothing is kept behind this one's back. */
  readonly isAlone?: boolean;
}

/** Another writer can win the race for the same call a few times; after that it is no race any more. */
const MAX_RACES = 5;

export const makeApplyObservations =
  (deps: ApplyObservationsDeps): ApplyObservations =>
  ({ observations, settled = [], pendingEvents = [] }) =>
  async () => {
    const keys = keysOf(observations);
    const done = await carryOut(deps, keys, settled, (found) => {
      const decision = decide(found, observations, deps.ids.next, deps.clock.now());
      return { ...decision, pendingEvents: [...decision.pendingEvents, ...pendingEvents] };
    })();
    if (E.isLeft(done)) return done;
    if (deps.isAlone === true) return E.right(undefined);
    // Another leg of the same conversation may have been kept by another process since this one looked.
    const begun = new Set(done.right.map(keyOf));
    for (const [appId, ofApp] of groupByApp(observations)) {
      const linked = ofApp.filter(({ observation }) => mayBeMissed(appId, observation, begun));
      if (linked.length === 0) continue;
      const replayed = linked.every((scoped) => scoped.replayed);
      const legs = keysOf(linked);
      const again = await carryOut(deps, legs, [], ({ calls }) => reconsider(calls, replayed, deps.clock.now()))();
      if (E.isLeft(again)) return again;
    }
    return E.right(undefined);
  };

const keyOf = ({ appId, dialpadCallId }: Pick<Call, 'appId' | 'dialpadCallId'>): string => `${appId} ${dialpadCallId}`;

/** Whether it names other legs, or is the first that is seen of one that others may name. */
const mayBeMissed = (appId: AppId, observation: Observation, begun: ReadonlySet<string>): boolean =>
  observation._tag === 'Call' &&
  (idsIn(observation.seen).length > 1 || begun.has(keyOf({ appId, dialpadCallId: observation.seen.dialpadCallId })));

/** Load, decide, commit, tell; again from the load if somebody else was faster. Answers with the calls that were changed. */
const carryOut =
  (
    deps: ApplyObservationsDeps,
    keys: readonly AggregateKeys[],
    settled: readonly Settled[],
    decideOn: (found: Aggregates) => Decision,
  ): TaskEither<StorageError | Conflict, readonly Call[]> =>
  async () => {
    for (let race = 1; ; race += 1) {
      const found = await deps.aggregates.load(keys)();
      if (E.isLeft(found)) return found;

      const { pendingEvents, ...changed } = decideOn(found.right);
      const { calls, voicemails, messages } = changed;
      if ([settled, pendingEvents, calls, voicemails, messages].every(({ length }) => length === 0))
        return E.right(calls);
      const addressed = await address(deps, pendingEvents)();
      if (E.isLeft(addressed)) return addressed;

      const commit = { ...changed, owner: deps.owner, events: addressed.right, settled };
      const committed = await deps.aggregates.commit(commit)();
      if (E.isRight(committed)) {
        announce(deps.bus, committed.right);
        return E.right(calls);
      }
      if (committed.left._tag !== 'Conflict' || race >= MAX_RACES) return committed;
    }
  };

/** What has to be loaded before these observations can be worked in. */
const keysOf = (observations: readonly ScopedObservation[]): readonly AggregateKeys[] =>
  [...groupByApp(observations)].map(([appId, ofApp]) => {
    const seen = ofApp.map((scoped) => scoped.observation);
    return {
      appId,
      calls: unique(seen.flatMap((one) => (one._tag === 'Call' ? idsIn(one.seen) : []))),
      voicemails: unique(seen.flatMap((one) => (one._tag === 'Voicemail' ? [one.seen.key] : []))),
      messages: unique(seen.flatMap((one) => (one._tag === 'Message' ? [one.seen.dialpadMessageId] : []))),
    };
  });

/** Names for each pending event the CRM user it concerns. */
const address =
  (
    deps: Pick<ApplyObservationsDeps, 'mappings' | 'ids'>,
    pendingEvents: readonly PendingEvent[],
  ): TaskEither<StorageError, readonly NewAppEvent[]> =>
  async () => {
    const crmUsers = new Map<string, string>();
    for (const [appId, ofApp] of groupByApp(pendingEvents)) {
      const users = unique(ofApp.flatMap((pendingEvent) => pendingEvent.dialpadUserId ?? []));
      if (users.length === 0) continue;
      const mapped = await deps.mappings.ofUsers(appId, users)();
      if (E.isLeft(mapped)) return mapped;
      for (const { dialpadUserId, crmUserId } of mapped.right) crmUsers.set(`${appId} ${dialpadUserId}`, crmUserId);
    }
    return E.right(
      pendingEvents.map(({ appId, happenedAt, replayed, dialpadUserId, content }) => ({
        id: deps.ids.next() as EventId,
        appId,
        happenedAt,
        targetCrmUser: crmUsers.get(`${appId} ${dialpadUserId}`) ?? null,
        replayed,
        content,
      })),
    );
  };

const announce = (bus: EventBus, events: readonly AppEvent[]): void => {
  for (const [appId, ofApp] of groupByApp(events)) bus.publish({ _tag: 'EventsCommitted', appId, events: ofApp });
};

const unique = <A extends DialpadId | string>(items: readonly A[]): readonly A[] => [...new Set(items)];
