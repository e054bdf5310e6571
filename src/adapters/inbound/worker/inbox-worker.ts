import * as E from 'fp-ts/lib/Either.js';
import type { ProcessEvents } from '../../../application/events/process-events.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { Inbox, InboxEvent } from '../../../application/ports/inbox.js';
import type { Logger } from '../../../application/ports/logger.js';
import { bugAsFault } from '../../../application/ports/storage-error.js';
import type { WorkQueue } from '../../../application/ports/work-queue.js';
import { makeOutageReport, type OutageReport } from './outage-report.js';

/** How long a process holds the lease of an event, in milliseconds. After that another one may claim it. */
export const LEASE_MS = 10_000;

export interface InboxWorker extends WorkQueue {
  /** Begins to claim events that no process holds: after a crash, an expired lease or a postponement. */
  readonly start: () => void;
  /** Processes what is queued and ends. What cannot be processed now stays in the inbox. */
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
}

const BATCH_SIZE = 500;
const CLAIM_EVERY_MS = 1_000;
const MIN_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5_000;

interface Worker extends Deps {
  queue: InboxEvent[];
  /** The processing of the queue; null while there is none. */
  running: Promise<void> | null;
  claimTimer: NodeJS.Timeout | null;
  claiming: Promise<void>;
  claimedAt: number;
  stopping: boolean;
  /** Ends a pause early. */
  wake: () => void;
  readonly report: OutageReport;
}

/**
 * Processes the inbox, one batch at a time and in order. It starts as soon as something is pushed; what arrives during a batch
 * becomes the next one. While storage is out of reach it keeps the queue and tries again.
 */
export const makeInboxWorker = (deps: Deps): InboxWorker => {
  const worker: Worker = {
    ...deps,
    queue: [],
    running: null,
    claimTimer: null,
    claiming: Promise.resolve(),
    claimedAt: 0,
    stopping: false,
    wake: () => undefined,
    report: deps.report ?? makeOutageReport(deps.logger),
  };
  return {
    push: (events) => push(worker, events),
    start: () => claimAfter(worker, 0),
    stop: () => stop(worker),
    depth: () => worker.queue.length,
  };
};

const push = (worker: Worker, events: readonly InboxEvent[]): void => {
  worker.queue.push(...events);
  // In the next turn of the event loop, so that the answers to the stored deliveries go out first.
  worker.running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => run(worker));
};

const run = async (worker: Worker): Promise<void> => {
  let pauseMs = MIN_PAUSE_MS;
  while (worker.queue.length > 0) {
    if (await processBatch(worker)) {
      pauseMs = MIN_PAUSE_MS;
      if (isClaimDue(worker)) await claim(worker);
    } else if (worker.stopping) {
      break;
    } else {
      await pause(worker, pauseMs);
      pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2);
    }
  }
  worker.running = null;
};

/** Whether the first batch of the queue could be processed. */
const processBatch = async (worker: Worker): Promise<boolean> => {
  const batch = worker.queue.slice(0, BATCH_SIZE);
  const processed = await worker.process(batch)().catch(bugAsFault);
  worker.report('processing', processed);
  if (E.isLeft(processed)) return false;
  worker.queue = worker.queue.slice(batch.length);
  return true;
};

/** Also after the clock was set back. */
const isClaimDue = ({ queue, clock, claimedAt }: Worker): boolean =>
  queue.length < BATCH_SIZE && Math.abs(clock.now() - claimedAt) >= CLAIM_EVERY_MS;

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
  const now = worker.clock.now();
  worker.claimedAt = now;
  const claimed = await worker.inbox.claim({ owner: worker.owner, until: now + LEASE_MS }, now, BATCH_SIZE)();
  worker.report('processing', claimed);
  if (E.isLeft(claimed)) return 0;
  // An event that was queued for longer than its lease is claimed again, and must not be queued twice.
  const queued = new Set(worker.queue.map(({ id }) => id));
  worker.queue.push(...claimed.right.filter(({ id }) => !queued.has(id)));
  return claimed.right.length;
};

/** Claims while the worker is idle; a busy one claims between two batches. */
const claimWhileIdle = async (worker: Worker): Promise<void> => {
  if (worker.running === null && (await claim(worker)) > 0) {
    push(worker, []);
    await worker.running;
    if (worker.queue.length > 0 && !worker.stopping) return claimWhileIdle(worker);
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
  await worker.claiming;
  await worker.running;
};
