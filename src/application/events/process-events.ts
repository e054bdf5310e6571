import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ScopedObservation } from '../../domain/observation.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Settled } from '../ports/aggregates.js';
import type { Inbox, InboxEvent } from '../ports/inbox.js';
import type { Logger } from '../ports/logger.js';
import type { PayloadReader, Translation } from '../ports/payload-reader.js';
import { bugAsFault, type Conflict, type StorageError } from '../ports/storage-error.js';
import { type ApplyObservations, type ApplyObservationsDeps, makeApplyObservations } from './apply-observations.js';

/**
 * Processes kept events, in order, all of which `owner` must hold. `StorageUnavailable` means that nothing was done and the
 * same events can be handed in again; every other trouble is dealt with event by event, so that one bad event does
 * not hold up the rest.
 */
export type ProcessEvents = (events: readonly InboxEvent[]) => TaskEither<StorageError, void>;

interface Deps extends ApplyObservationsDeps {
  readonly payloads: Pick<PayloadReader, 'translate'>;
  readonly inbox: Pick<Inbox, 'postpone'>;
  readonly logger: Logger;
}

/** After so many failures an event is parked as `failed`. */
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;

/** How long to leave an event alone after its n-th failure: 1, 4, 16, 64, 256 seconds. */
export const pauseAfter = (attempts: number): number => FIRST_PAUSE_MS * 4 ** (attempts - 1);

export const makeProcessEvents = (deps: Deps): ProcessEvents => {
  const applyObservations = makeApplyObservations(deps);
  const processAll: ProcessEvents = (events) => async () => {
    if (events.length === 0) return E.right(undefined);
    // An event that brings out a bug must not end the process, nor stop those behind it.
    const outcome = await attempt(deps, applyObservations, events)().catch(bugAsFault);
    if (E.isRight(outcome)) return outcome;
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

/** Translates and works in, all or nothing. */
const attempt =
  (
    deps: Deps,
    applyObservations: ApplyObservations,
    events: readonly InboxEvent[],
  ): TaskEither<StorageError | Conflict, void> =>
  async () => {
    const translated = events.map((event) => ({ event, translation: translate(deps, event) }));
    const observations = translated.flatMap(observationsOf);
    return applyObservations({
      observations,
      settled: translated.map(({ event, translation }) => settle(event, translation)),
    })();
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

const observationsOf = (one: { event: InboxEvent; translation: Translation }): readonly ScopedObservation[] => {
  const { appId, replayed } = one.event;
  return one.translation._tag === 'Observed'
    ? one.translation.observations.map((observation) => ({ appId, observation, replayed }))
    : [];
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
      attempts < MAX_ATTEMPTS
        ? await deps.inbox.postpone(deps.owner, [{ id: event.id, attempts, until, reason }])()
        : await deps.aggregates.commit({ ...nothing, owner: deps.owner, settled: [parked] })();
    // Should even that be refused, the lease runs out and the event comes back by itself.
    return E.isLeft(done) && done.left._tag === 'StorageUnavailable' ? E.left(done.left) : E.right(undefined);
  };

const nothing = { calls: [], voicemails: [], messages: [], events: [] };
