import * as E from 'fp-ts/lib/Either.js';
import { partition } from 'fp-ts/lib/ReadonlyArray.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Aggregates } from '../../domain/aggregates.js';
import { conversationsOf, idsIn, isJunk, relativesOf } from '../../domain/call/connected-legs.js';
import { otherNumberOf } from '../../domain/call/other-number.js';
import type { ContactCard } from '../../domain/contact/contact.js';
import { type Decision, decideInSteps } from '../../domain/decide.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppEvent, EventContent, NewAppEvent, PendingEvent } from '../../domain/event/app-event.js';
import { groupByApp } from '../../domain/group-by-app.js';
import type { AppId, EventId } from '../../domain/ids.js';
import type { ScopedObservation } from '../../domain/observation.js';
import { isSameCrmUser } from '../../domain/user-mapping/crm-user-key.js';
import { inSteps } from '../in-steps.js';
import type { AggregateKeys, AggregateStore, LegsRead, Settled } from '../ports/aggregates.js';
import type { Clock } from '../ports/clock.js';
import type { ContactBook } from '../ports/contact-book.js';
import type { EventBus } from '../ports/event-bus.js';
import type { GiveWay } from '../ports/give-way.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';

/** What is applied in one step. */
export interface ObservationBatch {
  readonly observations: readonly ScopedObservation[];
  /** The outcome of the inbox events that the observations come from; none if they come from elsewhere. */
  readonly settled?: readonly Settled[];
  /** Events that do not follow from the observations; they come after those that do. */
  readonly pendingEvents?: readonly PendingEvent[];
  /** What is observed of a call that is not stored, or no longer, is left out: it begins no call. */
  readonly ofStoredCalls?: boolean;
}

/**
 * Applies observations to the calls, voicemails and messages they concern, saves those with the events that announce the changes, all
 * or nothing, and publishes the events. Starts again from the load if another writer was faster. `Conflict` if that goes on, or if
 * another process holds the lease on an event to be settled.
 */
export type ApplyObservations = (batch: ObservationBatch) => TaskEither<StorageError | Conflict, void>;

export interface ApplyObservationsDeps {
  /** Names this process; it must hold the lease on every inbox event that is settled. */
  readonly owner: string;
  readonly aggregates: AggregateStore;
  readonly mappings: Pick<UserMappingRepository, 'ofUsers'>;
  /** None where a ring does not say whom the CRM knows. */
  readonly contacts?: Pick<ContactBook, 'ofNumbers'>;
  readonly bus: EventBus;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  /** None where batches are small. */
  readonly giveWay?: GiveWay;
}

/** How often a commit is tried when other writers change the same conversation. */
const MAX_RACES = 8;

export const makeApplyObservations =
  (deps: ApplyObservationsDeps): ApplyObservations =>
  ({ observations, settled = [], pendingEvents = [], ofStoredCalls = false }) =>
  async () => {
    const keys = keysOf(observations);
    for (let race = 1; ; race += 1) {
      const found = await deps.aggregates.load(keys)();
      if (E.isLeft(found)) return found;

      const applied = ofStoredCalls ? observations.filter(isStored(found.right)) : observations;
      const decision = await decideGivingWay(deps, found.right, applied);
      const { calls, voicemails, messages } = decision;
      const toAnnounce = [...decision.pendingEvents, ...pendingEvents];
      if ([settled, toAnnounce, calls, voicemails, messages].every(isEmpty)) return E.right(undefined);
      const events = await address(deps, toAnnounce)();
      if (E.isLeft(events)) return events;

      const legsRead = calls.length === 0 ? [] : keys.map((ofApp) => legsReadOf(ofApp, found.right));
      const commit = { owner: deps.owner, calls, voicemails, messages, events: events.right, settled, legsRead };
      const committed = await deps.aggregates.commit(commit)();
      if (E.isRight(committed)) {
        publish(deps.bus, committed.right);
        return E.right(undefined);
      }
      if (committed.left._tag !== 'Conflict' || race >= MAX_RACES) return committed;
    }
  };

const decideGivingWay = (
  { ids, clock, giveWay }: ApplyObservationsDeps,
  found: Aggregates,
  observations: readonly ScopedObservation[],
): Promise<Decision> => inSteps(decideInSteps(found, observations, ids.next, clock.now()), giveWay);

const isStored =
  ({ calls }: Aggregates) =>
  ({ appId, observation }: ScopedObservation): boolean =>
    observation._tag === 'Call' &&
    calls.some((call) => call.appId === appId && call.dialpadCallId === observation.seen.dialpadCallId);

const isEmpty = (list: readonly unknown[]): boolean => list.length === 0;

/** The keys of everything that the observations can change. */
const keysOf = (observations: readonly ScopedObservation[]): readonly AggregateKeys[] =>
  [...groupByApp(observations)].map(([appId, ofApp]) => {
    const seen = ofApp.map((scoped) => scoped.observation);
    return {
      appId,
      calls: unique(seen.flatMap((one) => (one._tag === 'Call' ? idsIn(one.seen) : []))),
      voicemails: unique(seen.flatMap((one) => (one._tag === 'Voicemail' ? one.seen.keys : []))),
      messages: unique(seen.flatMap((one) => (one._tag === 'Message' ? [one.seen.dialpadMessageId] : []))),
    };
  });

/**
 * The ids that loading an app's legs looked up, and the legs it found. What only junk connects stays junk, so that nothing depends on
 * those legs.
 */
export const legsReadOf = ({ appId, calls: asked }: AggregateKeys, found: Aggregates): LegsRead => {
  const conversations = conversationsOf(found.calls.filter((call) => call.appId === appId));
  const { left, right } = partition(isJunk)(conversations);
  const [legs, junk] = [left.flat(), right.flat()];
  const junkIds = new Set(junk.flatMap(relativesOf));
  return {
    appId,
    ids: unique([...asked.filter((id) => !junkIds.has(id)), ...legs.flatMap(relativesOf)]),
    legs: new Map(legs.map(({ dialpadCallId, revision }) => [dialpadCallId, revision])),
    junk: new Set(junk.map(({ dialpadCallId }) => dialpadCallId)),
  };
};

/** Gives each event its id, the CRM user it concerns, and a ring the contact who calls. */
const address =
  (
    deps: Pick<ApplyObservationsDeps, 'mappings' | 'contacts' | 'ids'>,
    pendingEvents: readonly PendingEvent[],
  ): TaskEither<StorageError, readonly NewAppEvent[]> =>
  async () => {
    const crmUsers = new Map<string, string>();
    const contacts = new Map<AppId, ReadonlyMap<string, ContactCard>>();
    for (const [appId, ofApp] of groupByApp(pendingEvents)) {
      const numbers = unique(ofApp.flatMap(({ content }) => ringingNumberOf(content) ?? []));
      if (deps.contacts !== undefined && numbers.length > 0) {
        const known = await deps.contacts.ofNumbers(appId, numbers)();
        if (E.isLeft(known)) return known;
        contacts.set(appId, known.right);
      }
      const users = unique(
        ofApp.flatMap((event) => [event.dialpadUserId, previousUserOf(event)].flatMap((id) => id ?? [])),
      );
      if (users.length === 0) continue;
      const mapped = await deps.mappings.ofUsers(appId, users)();
      if (E.isLeft(mapped)) return mapped;
      for (const { dialpadUserId, crmUserId } of mapped.right) crmUsers.set(`${appId} ${dialpadUserId}`, crmUserId);
    }
    return E.right(
      pendingEvents.map(({ appId, dialpadUserId, happenedAt, replayed, content: told }) => {
        const crmUserOf = (user: DialpadId | null) => crmUsers.get(`${appId} ${user}`) ?? null;
        const targetCrmUser = crmUserOf(dialpadUserId);
        const content = withContact(withPreviousUser(told, crmUserOf, targetCrmUser), contacts.get(appId));
        return { id: deps.ids.next() as EventId, appId, happenedAt, replayed, targetCrmUser, content };
      }),
    );
  };

/** Of a call that rings or is dialled, the other party's number. */
const ringingNumberOf = (content: EventContent): string | null =>
  content.type === 'call.ring' || content.type === 'call.dialing' ? otherNumberOf(content.call) : null;

const withContact = (content: EventContent, contacts: ReadonlyMap<string, ContactCard> | undefined): EventContent => {
  if (contacts === undefined || (content.type !== 'call.ring' && content.type !== 'call.dialing')) return content;
  const found = contacts.get(otherNumberOf(content.call) ?? '');
  return found === undefined ? content : { ...content, contact: { name: found.name, recordUrl: found.recordUrl } };
};

/** The person from whom an event takes a call away. */
const previousUserOf = ({ content }: PendingEvent): DialpadId | null =>
  content.type === 'call.updated' ? (content.previous?.dialpadUserId ?? null) : null;

/** A CRM user to whom two people are mapped loses nothing when a call goes from one to the other. */
const withPreviousUser = (
  content: EventContent,
  crmUserOf: (user: DialpadId | null) => string | null,
  target: string | null,
): EventContent => {
  if (content.type !== 'call.updated' || content.previous === undefined) return content;
  const { dialpadUserId, crmUser } = content.previous;
  const before = crmUser ?? crmUserOf(dialpadUserId);
  const isTaken = before !== null && (target === null || !isSameCrmUser(before, target));
  return { ...content, previous: { dialpadUserId, crmUser: isTaken ? before : null } };
};

const publish = (bus: EventBus, events: readonly AppEvent[]): void => {
  for (const [appId, ofApp] of groupByApp(events)) bus.publish({ _tag: 'EventsCommitted', appId, events: ofApp });
};

const unique = <A extends string>(items: readonly A[]): readonly A[] => [...new Set(items)];
