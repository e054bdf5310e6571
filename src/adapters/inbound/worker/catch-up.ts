import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CloseStaleCalls } from '../../../application/backfill/close-stale-calls.js';
import type { FillGaps } from '../../../application/backfill/fill-gaps.js';
import type { MarkWatched } from '../../../application/backfill/mark-watched.js';
import type { AppRepository } from '../../../application/ports/app-repository.js';
import { type Listed, type Page, pageAfter } from '../../../application/ports/listing.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { AppTenant } from '../../../domain/app/app-tenant.js';
import type { AppId } from '../../../domain/ids.js';
import { type Attempts, makeAttempts } from './attempts.js';

/** Makes sure that no call is missed: marks the time that is watched, fills the gaps in it, and closes stale calls. */
export interface CatchUp {
  readonly start: () => void;
  /** Waits for what is running, and marks until when this process has watched. */
  readonly stop: () => Promise<void>;
  /** Fills an app's gaps at once: it was just connected, or an administrator asked for it. */
  readonly kick: (appId: AppId) => void;
}

/** How often things are done, in milliseconds. */
export interface Pace {
  /** How often the time is marked as watched and gaps are filled. A longer pause between two marks is a gap. */
  readonly roundEveryMs: number;
  /** How often stale calls are looked for, which have waited for hours already. */
  readonly staleCheckEveryMs: number;
}

interface Deps {
  readonly apps: Pick<AppRepository, 'list'>;
  /** The apps that are connected to the phone system, and so get its events. */
  readonly connectedApps: TaskEither<StorageError, readonly AppId[]>;
  readonly watch: MarkWatched;
  readonly fillGaps: FillGaps;
  readonly closeStaleCalls: CloseStaleCalls;
  readonly logger: Logger;
  readonly pace?: Pace;
}

const DEFAULT_PACE: Pace = { roundEveryMs: 5_000, staleCheckEveryMs: 60_000 };
const PAGE_SIZE = 100;
/** How long a stop waits for what is running, in milliseconds. */
const STOP_TIMEOUT_MS = 1_000;

interface Worker extends Deps {
  readonly pace: Pace;
  readonly attempts: Attempts;
  timer: NodeJS.Timeout | null;
  stopping: boolean;
  round: Promise<void>;
  staleCheck: Promise<void> | null;
  staleCheckedAt: number;
  /** Apps whose gaps were filled at least once since the start. */
  readonly seen: Set<AppId>;
  /** Fills that are running. A round does not wait for them, so that a long one does not hold up the marks of other apps. */
  readonly fills: Map<AppId, Promise<void>>;
}

export const makeCatchUp = (deps: Deps): CatchUp => {
  const worker: Worker = {
    ...deps,
    pace: deps.pace ?? DEFAULT_PACE,
    attempts: makeAttempts(deps.logger),
    timer: null,
    stopping: false,
    round: Promise.resolve(),
    staleCheck: null,
    staleCheckedAt: Number.NEGATIVE_INFINITY,
    seen: new Set(),
    fills: new Map(),
  };
  return {
    start: () => roundAfter(worker, 0),
    kick: (appId) => void worker.attempts.run(worker.watch(appId)).then(() => fill(worker, appId, true)),
    stop: () => stop(worker),
  };
};

const roundAfter = (worker: Worker, ms: number): void => {
  worker.timer = setTimeout(() => {
    worker.round = goRound(worker);
  }, ms);
  worker.timer.unref();
};

const goRound = async (worker: Worker): Promise<void> => {
  worker.attempts.beginRound();
  for (const appId of await watchAll(worker)) {
    fill(worker, appId, !worker.seen.has(appId));
    worker.seen.add(appId);
  }
  checkStaleCalls(worker);
  if (!worker.stopping) roundAfter(worker, worker.pace.roundEveryMs);
};

/** Marks the time until now as watched, for every connected app. */
const watchAll = async ({ attempts, connectedApps, watch }: Worker): Promise<readonly AppId[]> => {
  const connected = (await attempts.run(connectedApps)) ?? [];
  for (const appId of connected) await attempts.run(watch(appId));
  return connected;
};

const fill = (worker: Worker, appId: AppId, atOnce: boolean): void => {
  const { attempts, fillGaps, fills } = worker;
  if (worker.stopping || fills.has(appId)) return;
  const filled = attempts.run(fillGaps(appId, { goesOn: () => !worker.stopping, atOnce })).then(() => undefined);
  fills.set(
    appId,
    filled.finally(() => fills.delete(appId)),
  );
};

/** Starts a check if one is due. A round does not wait for it, because it waits for the phone system. */
const checkStaleCalls = (worker: Worker): void => {
  const isDue = performance.now() - worker.staleCheckedAt >= worker.pace.staleCheckEveryMs;
  if (worker.staleCheck !== null || !isDue) return;
  worker.staleCheckedAt = performance.now();
  worker.staleCheck = closeAllStaleCalls(worker).finally(() => {
    worker.staleCheck = null;
  });
};

const closeAllStaleCalls = async (worker: Worker): Promise<void> => {
  const goesOn = (): boolean => !worker.stopping;
  for (let page: Page | null = { limit: PAGE_SIZE, offset: 0 }; page !== null && goesOn(); ) {
    const read: Listed<AppTenant> | null = await worker.attempts.run(worker.apps.list(page));
    if (read === null) return;
    for (const { id } of read.items) if (goesOn()) await worker.attempts.run(worker.closeStaleCalls(id, goesOn));
    page = pageAfter(page, read);
  }
};

const stop = async (worker: Worker): Promise<void> => {
  worker.stopping = true;
  if (worker.timer !== null) clearTimeout(worker.timer);
  await worker.round;
  // A request to the phone system may take longer than a stop may. The next start asks for the same again.
  await Promise.race([
    Promise.all([worker.staleCheck, ...worker.fills.values()]),
    sleep(STOP_TIMEOUT_MS, undefined, { ref: false }),
  ]);
  await watchAll(worker);
};
