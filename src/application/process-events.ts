import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { idsIn } from '../domain/call/conversation.js';
import type { DialpadId } from '../domain/dialpad-id.js';
import type { AppEvent, NewAppEvent } from '../domain/event/app-event.js';
import type { AppId, EventId } from '../domain/ids.js';
import type { Timestamp } from '../domain/timestamp.js';
import { decide, type Sighting, type Tiding } from './decide.js';
import type { AggregateKeys, AggregateStore, Settled } from './ports/aggregates.js';
import type { Clock } from './ports/clock.js';
import type { EventBus } from './ports/event-bus.js';
import type { IdGenerator } from './ports/id-generator.js';
import type { Inbox, InboxEvent } from './ports/inbox.js';
import type { Logger } from './ports/logger.js';
import type { PayloadReader, Translation } from './ports/payload-reader.js';
import { bugAsFault, type Conflict, type StorageError } from './ports/storage-error.js';
import type { UserMappingRepository } from './ports/user-mapping-repository.js';

/**
 * Processes kept events, in order, all of which `owner` must hold. `StorageUnavailable` means that nothing was done and the
 * same events can be handed in again; every other trouble is dealt with event by event, so that one bad event does
 * not hold up the rest.
 */
export type ProcessEvents = (events: readonly InboxEvent[]) => TaskEither<StorageError, void>;

interface Deps {
  readonly owner: string;
  readonly payloads: Pick<PayloadReader, 'translate'>;
  readonly aggregates: AggregateStore;
  readonly mappings: Pick<UserMappingRepository, 'ofUsers'>;
  readonly inbox: Pick<Inbox, 'postpone'>;
  readonly bus: EventBus;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** After so many failures an event is parked as `failed`. */
const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;
/** Another writer can win the race for the same call a few times; after that it is no race any more. */
const MOST_RACES = 5;

/** How long to leave an event alone after its n-th failure: 1, 4, 16, 64, 256 seconds. */
export const pauseAfter = (attempts: number): number => FIRST_PAUSE_MS * 4 ** (attempts - 1);

export const makeProcessEvents = (deps: Deps): ProcessEvents => {
  const processAll: ProcessEvents = (events) => async () => {
    if (events.length === 0) return E.right(undefined);
    // An event that brings out a bug must not end the process, nor stop those behind it.
    const outcome = await attempt(deps, events)().catch(bugAsFault);
    if (E.isRight(outcome)) {
      announce(deps.bus, outcome.right);
      return E.right(undefined);
    }
    const error = outcome.left;
    if (error._tag === 'StorageUnavailable') return E.left(error);
    if (events.length > 1) return oneByOne(events);
    const [event] = events;
    // What another process took over in the meantime is that process's to settle.
    if (event === undefined || error._tag === 'Conflict') return E.right(undefined);
    return giveUpFor(deps, event, error.detail)();
  };

  const oneByOne = async (events: readonly InboxEvent[]): Promise<E.Either<StorageError, void>> => {
    for (const event of events) {
      const done = await processAll([event])();
      if (E.isLeft(done)) return done;
    }
    return E.right(undefined);
  };

  return processAll;
};

/** Translate, load, decide, commit; again from the load if somebody else was faster. */
const attempt =
  (deps: Deps, events: readonly InboxEvent[]): TaskEither<StorageError | Conflict, readonly AppEvent[]> =>
  async () => {
    const translated = events.map((event) => ({ event, translation: translate(deps, event) }));
    const settled = translated.map(({ event, translation }) => settle(event, translation));
    const sightings = translated.flatMap(sightingsOf);
    const keys = keysOf(sightings);

    for (let race = 1; ; race += 1) {
      const found = await deps.aggregates.load(keys)();
      if (E.isLeft(found)) return found;

      const { tidings, ...changed } = decide(found.right, sightings, deps.ids.next, deps.clock.now());
      const addressed = await address(deps, tidings)();
      if (E.isLeft(addressed)) return addressed;

      const commit = { ...changed, owner: deps.owner, events: addressed.right, settled };
      const committed = await deps.aggregates.commit(commit)();
      if (E.isRight(committed) || committed.left._tag !== 'Conflict' || race >= MOST_RACES) return committed;
    }
  };

/** A payload that breaks the translation is a bug of ours; it must not stop the events behind it. */
const translate = (deps: Deps, event: InboxEvent): Translation => {
  try {
    return deps.payloads.translate(event);
  } catch (bug) {
    deps.logger.error({ inbox_id: event.id, err: bug }, 'An event broke the translation');
    return { _tag: 'Unusable', reason: 'the server failed to understand this event' };
  }
};

const settle = ({ id }: InboxEvent, translation: Translation): Settled => {
  switch (translation._tag) {
    case 'Observed':
      return { id, status: 'processed', reason: null };
    case 'Ignored':
      return { id, status: 'ignored', reason: translation.reason };
    case 'Unusable':
      return { id, status: 'failed', reason: translation.reason };
    default:
      return translation satisfies never;
  }
};

const sightingsOf = (one: { event: InboxEvent; translation: Translation }): readonly Sighting[] => {
  const { appId, replayed } = one.event;
  return one.translation._tag === 'Observed'
    ? one.translation.observations.map((observation) => ({ appId, observation, replayed }))
    : [];
};

/** What has to be loaded before these sightings can be worked in. */
const keysOf = (sightings: readonly Sighting[]): readonly AggregateKeys[] =>
  [...groupedByApp(sightings)].map(([appId, ofApp]) => {
    const seen = ofApp.map((sighting) => sighting.observation);
    return {
      appId,
      calls: unique(seen.flatMap((one) => (one._tag === 'Call' ? idsIn(one.seen) : []))),
      voicemails: unique(seen.flatMap((one) => (one._tag === 'Voicemail' ? [one.seen.key] : []))),
      messages: unique(seen.flatMap((one) => (one._tag === 'Message' ? [one.seen.dialpadMessageId] : []))),
    };
  });

/** Names for each tiding the CRM user it concerns. */
const address =
  (deps: Deps, tidings: readonly Tiding[]): TaskEither<StorageError, readonly NewAppEvent[]> =>
  async () => {
    const crmUsers = new Map<string, string>();
    for (const [appId, ofApp] of groupedByApp(tidings)) {
      const users = unique(ofApp.flatMap((tiding) => tiding.dialpadUserId ?? []));
      if (users.length === 0) continue;
      const mapped = await deps.mappings.ofUsers(appId, users)();
      if (E.isLeft(mapped)) return mapped;
      for (const { dialpadUserId, crmUserId } of mapped.right) crmUsers.set(`${appId} ${dialpadUserId}`, crmUserId);
    }
    return E.right(
      tidings.map(({ appId, happenedAt, replayed, dialpadUserId, news }) => ({
        id: deps.ids.next() as EventId,
        appId,
        happenedAt,
        targetCrmUser: crmUsers.get(`${appId} ${dialpadUserId}`) ?? null,
        replayed,
        news,
      })),
    );
  };

/** An event that storage refuses, or that brings out a bug, is put off, longer each time, and parked with its reason in the end. */
const giveUpFor =
  (deps: Deps, event: InboxEvent, detail: string): TaskEither<StorageError, void> =>
  async () => {
    const attempts = event.attempts + 1;
    const reason = 'the server failed on what follows from this event';
    deps.logger.error({ inbox_id: event.id, attempts, detail }, 'An event could not be processed');

    const until: Timestamp = deps.clock.now() + pauseAfter(attempts);
    const parked: Settled = { id: event.id, status: 'failed', reason };
    const done =
      attempts < MOST_ATTEMPTS
        ? await deps.inbox.postpone(deps.owner, [{ id: event.id, attempts, until, reason }])()
        : await deps.aggregates.commit({ ...nothing, owner: deps.owner, settled: [parked] })();
    // Should even that be refused, the lease runs out and the event comes back by itself.
    return E.isLeft(done) && done.left._tag === 'StorageUnavailable' ? E.left(done.left) : E.right(undefined);
  };

const nothing = { calls: [], voicemails: [], messages: [], events: [] };

const announce = (bus: EventBus, events: readonly AppEvent[]): void => {
  for (const [appId, ofApp] of groupedByApp(events)) bus.publish({ _tag: 'EventsCommitted', appId, events: ofApp });
};

const groupedByApp = <A extends { readonly appId: AppId }>(items: readonly A[]): ReadonlyMap<AppId, readonly A[]> => {
  const groups = new Map<AppId, A[]>();
  for (const item of items) {
    const group = groups.get(item.appId);
    if (group === undefined) groups.set(item.appId, [item]);
    else group.push(item);
  }
  return groups;
};

const unique = <A extends DialpadId | string>(items: readonly A[]): readonly A[] => [...new Set(items)];
