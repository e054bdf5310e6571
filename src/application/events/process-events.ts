import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ScopedObservation } from '../../domain/observation.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Settled } from '../ports/aggregates.js';
import type { Clock } from '../ports/clock.js';
import type { GiveWay } from '../ports/give-way.js';
import type { Inbox, InboxEvent } from '../ports/inbox.js';
import type { Logger } from '../ports/logger.js';
import type { PayloadReader, Translation } from '../ports/payload-reader.js';
import {
  bugAsFault,
  type Conflict,
  type StorageError,
  storageFault,
  storageUnavailable,
} from '../ports/storage-error.js';
import type { ApplyObservations } from './apply-observations.js';
import { makeRepeatedFaults } from './repeated-faults.js';

/**
 * Processes inbox events, in order, on all of which `owner` must hold the lease. `StorageUnavailable` means that nothing was done and
 * the same events can be handed in again. Any other failure is handled event by event, so that one bad event does not stop the rest.
 * Where storage refuses one event after the other in the same way, it counts as unavailable for a while.
 */
export type ProcessEvents = (events: readonly InboxEvent[]) => TaskEither<StorageError, void>;

interface Deps {
  /** Names this process; it must hold the lease on every event. */
  readonly owner: string;
  readonly payloads: Pick<PayloadReader, 'translate'>;
  readonly applyObservations: ApplyObservations;
  /** Without `held`, what is settled already is found out event by event. */
  readonly inbox: Pick<Inbox, 'postpone'> & Partial<Pick<Inbox, 'held'>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** None where batches are small. */
  readonly giveWay?: GiveWay;
}

/** An event is parked as `failed` after this many failures. */
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;

/** Milliseconds to wait after an event's n-th failure: 1, 4, 16, 64, 256 seconds. */
export const pauseAfter = (attempts: number): number => FIRST_PAUSE_MS * 4 ** (attempts - 1);

/** So many events that are refused in the same way, one after the other, are an outage: the others need not be tried. */
const ENOUGH_REFUSED = 3;

interface Refused {
  readonly event: InboxEvent;
  readonly fault: StorageFault;
  /** Another event was refused in the same way, and nothing was saved in between. */
  readonly isRepeated: boolean;
}

export const makeProcessEvents = (deps: Deps): ProcessEvents => {
  /** Whether a commit failed whose answer may only have been lost: some events may be settled already. */
  let isInDoubt = false;
  const faults = makeRepeatedFaults();

  const processEvents: ProcessEvents = (events) => async () => {
    if (isInDoubt) return processHeld(events);
    if (events.length === 0) return E.right(undefined);
    const outcome = await attempt(deps, events);
    if (E.isRight(outcome)) {
      faults.saved();
      return outcome;
    }
    const error = outcome.left;
    if (error._tag === 'StorageUnavailable') return outage(error);
    if (error._tag === 'Conflict') {
      const held = await stillHeld(deps, events)();
      if (E.isLeft(held)) return held;
      if (held.right.length < events.length) return processEvents(held.right)();
    }
    return oneByOne(events, error);
  };

  const processHeld = async (events: readonly InboxEvent[]): Promise<E.Either<StorageError, void>> => {
    const held = await stillHeld(deps, events)();
    if (E.isLeft(held)) return held;
    isInDoubt = false;
    return processEvents(held.right)();
  };

  const outage = (error: StorageError): E.Either<StorageError, never> => {
    isInDoubt = true;
    return E.left(error);
  };

  /** `first` is why the events could not be processed together: for a single one, why it could not be processed. */
  const oneByOne = async (
    events: readonly InboxEvent[],
    first: StorageFault | Conflict,
  ): Promise<E.Either<StorageError, void>> => {
    const refused: Refused[] = [];
    for (const event of events) {
      const done = events.length === 1 ? E.left(first) : await attempt(deps, [event]);
      if (E.isRight(done)) faults.saved();
      // An event whose lease another process holds by now is for that process to settle.
      if (E.isRight(done) || done.left._tag === 'Conflict') continue;
      if (done.left._tag === 'StorageUnavailable') return outage(done.left);
      refused.push({ event, fault: done.left, isRepeated: isRepeated(event, done.left) });
      if (isOutage(refused, ENOUGH_REFUSED)) return E.left(storageUnavailable(done.left.detail));
    }
    const last = refused.at(-1);
    if (last !== undefined && isOutage(refused, events.length)) return E.left(storageUnavailable(last.fault.detail));
    return settleRefused(deps, refused);
  };

  const isRepeated = ({ id }: InboxEvent, { detail, reason }: StorageFault): boolean =>
    // What has a reason of its own is the event's.
    reason === undefined && faults.isRepeated(id, detail, deps.clock.now());

  return processEvents;
};

/** The events on which this process still holds the lease, found in one read: the others are settled, or for another process. */
const stillHeld =
  ({ inbox, owner }: Deps, events: readonly InboxEvent[]): TaskEither<StorageError, readonly InboxEvent[]> =>
  async () => {
    if (inbox.held === undefined) return E.right(events);
    const held = await inbox.held(
      owner,
      events.map(({ id }) => id),
    )();
    return E.isLeft(held) ? held : E.right(events.filter(({ id }) => held.right.has(id)));
  };

/** Whether the last events were all refused in the same way, and they are so many. */
const isOutage = (refused: readonly Refused[], many: number): boolean =>
  refused.at(-1)?.isRepeated === true &&
  refused.length >= many &&
  refused
    .slice(-many)
    .slice(1)
    .every((one) => one.isRepeated);

const settleRefused = async (deps: Deps, refused: readonly Refused[]): Promise<E.Either<StorageError, void>> => {
  for (const { event, fault } of refused) {
    const done = await postponeOrPark(deps, event, fault)();
    if (E.isLeft(done)) return done;
  }
  return E.right(undefined);
};

/** Translates events and applies them, all or nothing. */
const attempt = async (deps: Deps, events: readonly InboxEvent[]): Promise<E.Either<StorageError | Conflict, void>> => {
  const translated: { readonly event: InboxEvent; readonly translation: Translation }[] = [];
  for (const event of events) {
    translated.push({ event, translation: translate(deps, event) });
    const turn = deps.giveWay?.() ?? null;
    if (turn !== null) await turn;
  }
  const observations = translated.flatMap(observationsOf);
  const settled = translated.map(({ event, translation }) => outcomeOf(event, translation));
  // An exception in one event must not end the process, nor stop the events behind it.
  return Promise.resolve().then(deps.applyObservations({ observations, settled })).catch(bugOfOurs);
};

/** A bug is brought out by its event alone. */
const bugOfOurs = (bug: unknown): E.Either<StorageError, never> =>
  E.mapLeft((fault: StorageError) => storageFault(fault.detail, FAILED))(bugAsFault(bug));

const FAILED = 'the server failed on what follows from this event';

/** A payload that makes the translation throw is a bug of ours; it must not stop the events behind it. */
const translate = (deps: Deps, event: InboxEvent): Translation => {
  try {
    return deps.payloads.translate(event);
  } catch (bug) {
    deps.logger.error({ inbox_id: event.id, err: bug }, 'An event broke the translation');
    return { _tag: 'Unusable', reason: 'the server failed to understand this event' };
  }
};

const outcomeOf = ({ id }: InboxEvent, translation: Translation): Settled => {
  switch (translation._tag) {
    case 'Observed':
      return { id, status: 'processed', reason: translation.reason ?? null };
    case 'Ignored':
      return { id, status: 'ignored', reason: translation.reason };
    case 'Unusable':
      return { id, status: 'failed', reason: translation.reason };
    default:
      return translation satisfies never;
  }
};

const observationsOf = (one: { event: InboxEvent; translation: Translation }): readonly ScopedObservation[] => {
  const { appId, replayed } = one.event;
  return one.translation._tag === 'Observed'
    ? one.translation.observations.map((observation) => ({ appId, observation, replayed }))
    : [];
};

type StorageFault = Extract<StorageError, { readonly _tag: 'StorageFault' }>;

/** An event that storage refuses, or that brings out a bug, is postponed, longer each time, and in the end parked as `failed`. */
const postponeOrPark =
  (deps: Deps, event: InboxEvent, fault: StorageFault): TaskEither<StorageError, void> =>
  async () => {
    const attempts = event.attempts + 1;
    const { detail, reason = FAILED } = fault;
    deps.logger.error({ inbox_id: event.id, attempts, detail }, 'An event could not be processed');

    const until: Timestamp = deps.clock.now() + pauseAfter(attempts);
    const parked: Settled = { id: event.id, status: 'failed', reason };
    const done =
      attempts < MAX_ATTEMPTS
        ? await deps.inbox.postpone(deps.owner, [{ id: event.id, attempts, until, reason }])()
        : await deps.applyObservations({ observations: [], settled: [parked] })();
    // If even that is refused, the lease ends and another process claims the event.
    return E.isLeft(done) && done.left._tag === 'StorageUnavailable' ? E.left(done.left) : E.right(undefined);
  };
