import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { BUDGETS } from '../../../application/budgets.js';
import type { ProcessEvents } from '../../../application/events/process-events.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { Inbox, InboxEvent } from '../../../application/ports/inbox.js';
import type { Logger } from '../../../application/ports/logger.js';
import { bugAsFault } from '../../../application/ports/storage-error.js';
import type { WorkQueue } from '../../../application/ports/work-queue.js';
import type { AppId } from '../../../domain/ids.js';
import { loopTurn } from '../turns.js';
import { type AppQueues, hasMany, makeAppQueues, type QueueLimits } from './app-queues.js';
import { heldBefore, inOrder } from './in-order.js';
import { makeOutageReport, type OutageReport } from './outage-report.js';

/** How long a process holds the lease of an event, in milliseconds. After that another one may claim it. */
export const LEASE_MS = 10_000;

export interface InboxWorker extends WorkQueue {
  /** Begins to claim events that no process holds: after a crash, an expired lease or a postponement. */
  readonly start: () => void;
  /** Ends within little more than a second. What is queued and not processed by then stays in the inbox. */
  readonly stop: () => Promise<void>;
  /** Events that are queued. */
  readonly depth: () => number;
}

interface Deps {
  readonly owner: string;
  readonly process: ProcessEvents;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared with others that use storage; one of its own if not given. */
  readonly report?: OutageReport;
  readonly limits?: Partial<QueueLimits>;
  /** How long after a stop batches still begin, in milliseconds. */
  readonly stopWithinMs?: number;
}

const BATCH_SIZE = 500;
/** Batches under way together, each of other apps. */
const LANES = 3;
/** Of these, how many may be of an app that has many events; one is left for the apps that have few. */
const LANES_FOR_MANY = LANES - 1;
const CLAIM_EVERY_MS = 1_000;
const MIN_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5_000;

interface Batch {
  readonly events: readonly InboxEvent[];
  readonly isOfMany: boolean;
  readonly done: Promise<readonly [Batch, Outcome]>;
}

interface Outcome {
  /** False if storage is out of reach. */
  readonly isProcessed: boolean;
  /** Events to be processed later. */
  readonly left: readonly InboxEvent[];
}

interface Worker extends Deps {
  readonly queue: AppQueues;
  readonly underWay: Set<Batch>;
  /** Apps that have events in a batch under way. */
  readonly busy: Set<AppId>;
  /** The processing of the queue; null while there is none. */
  running: Promise<void> | null;
  claimTimer: NodeJS.Timeout | null;
  claiming: Promise<void>;
  claimedAt: number;
  /** When an event last found no room in the queue. */
  overflowedAt: number;
  stopping: boolean;
  /** Whether no batch begins any more. */
  ending: boolean;
  /** Ends a pause early. */
  wake: () => void;
  /** Lets events that were pushed begin beside the batches under way. */
  arrived: () => void;
  readonly report: OutageReport;
}

/**
 * Processes the inbox, in order for each app, a few batches at a time; no app has events in two of them. It starts as soon as something
 * is pushed; what arrives during a batch becomes a later one. While storage is out of reach it keeps the queue and tries again. What
 * finds no room in the queue stays in the inbox, and is claimed when its lease has ended.
 */
export const makeInboxWorker = (deps: Deps): InboxWorker => {
  const worker: Worker = {
    ...deps,
    queue: makeAppQueues({
      batchEvents: BATCH_SIZE,
      batchBytes: BUDGETS.batchBytes,
      queueBytes: BUDGETS.queueBytes,
      ...deps.limits,
    }),
    underWay: new Set(),
    busy: new Set(),
    running: null,
    claimTimer: null,
    claiming: Promise.resolve(),
    claimedAt: 0,
    overflowedAt: 0,
    stopping: false,
    ending: false,
    wake: () => undefined,
    arrived: () => undefined,
    report: deps.report ?? makeOutageReport(deps.logger),
  };
  return {
    push: (events) => push(worker, events),
    start: () => claimAfter(worker, 0),
    stop: () => stop(worker),
    depth: () => worker.queue.size() + [...worker.underWay].reduce((sum, { events }) => sum + events.length, 0),
  };
};

const push = (worker: Worker, events: readonly InboxEvent[]): void => {
  for (const event of events) if (!worker.queue.push(event)) worker.overflowedAt = worker.clock.now();
  // In the next turn of the event loop, so that the answers to the stored deliveries go out first.
  if (worker.running === null) worker.running = loopTurn().then(() => run(worker));
  else worker.arrived();
};

/** Ends, in the next turn of the event loop, once something has been pushed. */
const arrival = (worker: Worker): Promise<null> =>
  new Promise((resolve) => {
    worker.arrived = () => void setImmediate(() => resolve(null));
  });

const run = async (worker: Worker): Promise<void> => {
  let pauseMs = MIN_PAUSE_MS;
  let arrived = arrival(worker);
  beginBatches(worker);
  while (worker.underWay.size > 0) {
    const ended = await Promise.race([arrived, ...[...worker.underWay].map(({ done }) => done)]);
    if (ended === null) {
      arrived = arrival(worker);
      beginBatches(worker);
      continue;
    }
    const [batch, outcome] = ended;
    const { isProcessed } = outcome;
    worker.underWay.delete(batch);
    end(worker, batch, outcome);
    if (isProcessed) {
      pauseMs = MIN_PAUSE_MS;
      if (isClaimDue(worker)) await claim(worker);
    } else if (!worker.stopping) {
      await pause(worker, pauseMs);
      pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2);
    }
    if (isProcessed || !worker.stopping) beginBatches(worker);
  }
  worker.running = null;
};

/** Begins as many batches as can be under way. */
const beginBatches = (worker: Worker): void => {
  while (worker.underWay.size < LANES && !worker.ending) {
    const ofMany = [...worker.underWay].filter(({ isOfMany }) => isOfMany).length;
    const events = worker.queue.take(worker.busy, ofMany < LANES_FOR_MANY);
    if (events.length === 0) return;
    for (const { appId } of events) worker.busy.add(appId);
    const batch: Batch = {
      events,
      isOfMany: hasMany(events),
      done: processBatch(worker, events).then((outcome) => [batch, outcome] as const),
    };
    worker.underWay.add(batch);
  }
};

const end = (worker: Worker, { events }: Batch, { left }: Outcome): void => {
  for (const { appId } of events) worker.busy.delete(appId);
  worker.queue.putBack(left);
};

const LOOK_AGAIN_MS = 10;
const STOP_WITHIN_MS = 1_000;

/** Processes what does not wait for other processes; the rest is left. */
const processBatch = async (worker: Worker, events: readonly InboxEvent[]): Promise<Outcome> => {
  const held = await heldBefore(worker.inbox, worker.owner, events);
  const { ready, waiting } = inOrder(events, worker.stopping ? NONE : held, worker.clock.now());
  if (ready.length === 0) {
    await sleep(LOOK_AGAIN_MS);
    return { isProcessed: true, left: waiting };
  }
  const processed = await worker.process(ready)().catch(bugAsFault);
  worker.report('processing', processed);
  return E.isRight(processed) ? { isProcessed: true, left: waiting } : { isProcessed: false, left: events };
};

const NONE: ReadonlySet<never> = new Set();

/** Also after the clock was set back. What found no room waits for nothing but its lease, so that it is looked for more often. */
const isClaimDue = ({ queue, clock, claimedAt }: Worker): boolean =>
  queue.size() < BATCH_SIZE &&
  Math.abs(clock.now() - claimedAt) >= (queue.hasOverflow() ? CLAIM_EVERY_MS / 10 : CLAIM_EVERY_MS);

const pause = (worker: Worker, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    worker.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

/** Claims events that no process holds; answers how many. */
const claim = async (worker: Worker): Promise<number> => {
  const { inbox, owner, clock, queue, report } = worker;
  const now = clock.now();
  worker.claimedAt = now;
  const claimed = await inbox.claim({ owner, until: now + LEASE_MS }, now, BATCH_SIZE, BUDGETS.batchBytes)();
  report('processing', claimed);
  if (E.isLeft(claimed)) return 0;
  // With nothing left in the inbox but what is leased, what follows is in order again.
  if (claimed.right.length === 0 && now - worker.overflowedAt > LEASE_MS) queue.reopen();
  // An event that was queued for longer than its lease is claimed again, and must not be queued twice.
  const underWay = new Set([...worker.underWay].flatMap(({ events }) => events.map(({ id }) => id)));
  queue.putBehind(claimed.right.filter((event) => !queue.has(event) && !underWay.has(event.id)));
  return claimed.right.length;
};

/** Claims while the worker is idle; a busy one claims between two batches. */
const claimWhileIdle = async (worker: Worker): Promise<void> => {
  if (worker.running === null && (await claim(worker)) > 0) {
    push(worker, []);
    await worker.running;
    if (worker.queue.size() > 0 && !worker.stopping) return claimWhileIdle(worker);
  }
  if (!worker.stopping) claimAfter(worker, CLAIM_EVERY_MS);
};

const claimAfter = (worker: Worker, ms: number): void => {
  worker.claimTimer = setTimeout(() => {
    worker.claiming = claimWhileIdle(worker);
  }, ms);
};

const stop = async (worker: Worker): Promise<void> => {
  worker.stopping = true;
  if (worker.claimTimer !== null) clearTimeout(worker.claimTimer);
  worker.wake();
  const ending = setTimeout(() => {
    worker.ending = true;
  }, worker.stopWithinMs ?? STOP_WITHIN_MS);
  await worker.claiming;
  await worker.running;
  clearTimeout(ending);
};
