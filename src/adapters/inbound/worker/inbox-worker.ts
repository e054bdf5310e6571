import * as E from 'fp-ts/lib/Either.js';
import type { ProcessEvents } from '../../../application/events/process-events.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { Inbox, InboxEvent } from '../../../application/ports/inbox.js';
import type { Logger } from '../../../application/ports/logger.js';
import { bugAsFault, type StorageError } from '../../../application/ports/storage-error.js';
import type { WorkQueue } from '../../../application/ports/work-queue.js';

/** How long an event is held before anybody else may take it over, in milliseconds. */
export const LEASE_MS = 10_000;

export interface InboxWorker extends WorkQueue {
  /** Begins to look for what a crash, a lease that ran out or a pause left behind. */
  readonly start: () => void;
  /** Processes what it has taken over and ends; what cannot be processed now stays in the inbox. */
  readonly stop: () => Promise<void>;
  /** Events taken over and not yet processed. */
  readonly depth: () => number;
}

interface Deps {
  readonly owner: string;
  readonly process: ProcessEvents;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly logger: Logger;
}

const BATCH = 500;
const SWEEP_EVERY_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5_000;

/**
 * Drives the processing of the inbox, one batch at a time and in order. It starts the moment something is pushed; what
 * arrives meanwhile becomes the next batch. While storage is out of reach it holds what it has and tries again.
 */
export const makeInboxWorker = (deps: Deps): InboxWorker => {
  let queue: InboxEvent[] = [];
  let running: Promise<void> | null = null;
  let sweeper: NodeJS.Timeout | null = null;
  let sweeping: Promise<void> = Promise.resolve();
  let stopping = false;
  let outage = false;
  let sweptAt = 0;
  let wake: () => void = () => undefined;

  const push = (events: readonly InboxEvent[]): void => {
    queue.push(...events);
    // The next turn of the event loop, so that the answers to what was just kept go out first.
    running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(run);
  };

  /** Trouble with storage is told once, and so is its end. */
  const watch = (outcome: E.Either<StorageError, unknown>): void => {
    const isOut = E.isLeft(outcome);
    if (isOut && !outage)
      deps.logger.error({ cause: outcome.left.detail }, 'Storage is out of reach; processing waits');
    if (!isOut && outage) deps.logger.info({}, 'Storage is back; processing goes on');
    outage = isOut;
  };

  const run = async (): Promise<void> => {
    let wait = FIRST_PAUSE_MS;
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH);
      const done = await deps.process(batch)().catch(bugAsFault);
      watch(done);
      if (E.isRight(done)) {
        queue = queue.slice(batch.length);
        wait = FIRST_PAUSE_MS;
        if (queue.length < BATCH && deps.clock.now() - sweptAt >= SWEEP_EVERY_MS) await claim();
      } else if (stopping) {
        break;
      } else {
        await pause(wait);
        wait = Math.min(MAX_PAUSE_MS, wait * 2);
      }
    }
    running = null;
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** Takes over what nobody holds; answers how much that was. */
  const claim = async (): Promise<number> => {
    const now = deps.clock.now();
    sweptAt = now;
    const claimed = await deps.inbox.claim({ owner: deps.owner, until: now + LEASE_MS }, now, BATCH)();
    watch(claimed);
    if (E.isLeft(claimed)) return 0;
    // What waited here longer than its lease is claimed again, and is in the queue already.
    const queued = new Set(queue.map(({ id }) => id));
    queue.push(...claimed.right.filter(({ id }) => !queued.has(id)));
    return claimed.right.length;
  };

  /** An idle worker sweeps by itself; a busy one between two batches. */
  const sweep = async (): Promise<void> => {
    if (running === null && (await claim()) > 0) {
      push([]);
      await running;
      if (queue.length > 0 && !stopping) return sweep();
    }
    if (!stopping) sweepAfter(SWEEP_EVERY_MS);
  };

  const sweepAfter = (ms: number): void => {
    sweeper = setTimeout(() => {
      sweeping = sweep();
    }, ms);
  };

  return {
    push,
    start: () => sweepAfter(0),
    stop: async () => {
      stopping = true;
      if (sweeper !== null) clearTimeout(sweeper);
      wake();
      await sweeping;
      await running;
    },
    depth: () => queue.length,
  };
};
