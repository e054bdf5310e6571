import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ScopedObservation } from '../../domain/observation.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Settled } from '../ports/aggregates.js';
import type { Clock } from '../ports/clock.js';
import type { Inbox, InboxEvent } from '../ports/inbox.js';
import type { Logger } from '../ports/logger.js';
import type { PayloadReader, Translation } from '../ports/payload-reader.js';
import { bugAsFault, type Conflict, type StorageError } from '../ports/storage-error.js';
import type { ApplyObservations } from './apply-observations.js';

/**
 * Processes inbox events, in order, on all of which `owner` must hold the lease. `StorageUnavailable` means that nothing was done and
 * the same events can be handed in again; any other failure is handled event by event, so that one bad event does not stop the rest.
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
}

/** An event is parked as `failed` after this many failures. */
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;

/** Milliseconds to wait after an event's n-th failure: 1, 4, 16, 64, 256 seconds. */
export const pauseAfter = (attempts: number): number => FIRST_PAUSE_MS * 4 ** (attempts - 1);

export const makeProcessEvents = (deps: Deps): ProcessEvents => {
  /** Whether a commit failed whose answer may only have been lost: some events may be settled already. */
  let isInDoubt = false;

  const processEvents: ProcessEvents = (events) => async () => {
    if (isInDoubt) return processHeld(events);
    if (events.length === 0) return E.right(undefined);
    // An exception in one event must not end the process, nor stop the events behind it.
    const outcome = await attempt(deps, events)().catch(bugAsFault);
    if (E.isRight(outcome)) return outcome;
    const error = outcome.left;
    if (error._tag === 'StorageUnavailable') {
      isInDoubt = true;
      return E.left(error);
    }
    if (error._tag === 'Conflict') {
      const held = await stillHeld(deps, events)();
      if (E.isLeft(held)) return held;
      if (held.right.length < events.length) return processEvents(held.right)();
    }
    if (events.length > 1) return oneByOne(events);
    const [event] = events;
    // An event whose lease another process holds by now is for that process to settle.
    if (event === undefined || error._tag === 'Conflict') return E.right(undefined);
    return postponeOrPark(deps, event, error.detail)();
  };

  const processHeld = async (events: readonly InboxEvent[]): Promise<E.Either<StorageError, void>> => {
    const held = await stillHeld(deps, events)();
    if (E.isLeft(held)) return held;
    isInDoubt = false;
    return processEvents(held.right)();
  };

  const oneByOne = async (events: readonly InboxEvent[]): Promise<E.Either<StorageError, void>> => {
    for (const event of events) {
      const done = await processEvents([event])();
      if (E.isLeft(done)) return done;
    }
    return E.right(undefined);
  };

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

/** Translates events and applies them, all or nothing. */
const attempt =
  (deps: Deps, events: readonly InboxEvent[]): TaskEither<StorageError | Conflict, void> =>
  async () => {
    const translated = events.map((event) => ({ event, translation: translate(deps, event) }));
    const observations = translated.flatMap(observationsOf);
    const settled = translated.map(({ event, translation }) => outcomeOf(event, translation));
    return deps.applyObservations({ observations, settled })();
  };

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

/** An event that storage refuses, or that brings out a bug, is postponed, longer each time, and in the end parked as `failed`. */
const postponeOrPark =
  (deps: Deps, event: InboxEvent, detail: string): TaskEither<StorageError, void> =>
  async () => {
    const attempts = event.attempts + 1;
    const reason = 'the server failed on what follows from this event';
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
