import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CloseStaleCalls } from '../../../application/backfill/close-stale-calls.js';
import type { FillGaps } from '../../../application/backfill/fill-gaps.js';
import type { MarkWatched } from '../../../application/backfill/mark-watched.js';
import type { AppRepository } from '../../../application/ports/app-repository.js';
import type { Logger } from '../../../application/ports/logger.js';
import { bugAsFault, type Conflict, type StorageError } from '../../../application/ports/storage-error.js';
import type { AppId } from '../../../domain/ids.js';

/** Sees that nothing is missed: notes each app's coverage, asks for what is missing, and closes stale calls. */
export interface CatchUp {
  readonly start: () => void;
  /** Ends what is under way, and notes until when this process has listened. */
  readonly stop: () => Promise<void>;
  /** Sees to one app at once: it was connected, or somebody asked for it. */
  readonly kick: (appId: AppId) => void;
}

/** How often what is done, in milliseconds. */
export interface Pace {
  /** Often enough that a silence stands out from the pauses between two rounds. */
  readonly roundEveryMs: number;
  /** Stale calls wait for hours already. */
  readonly lookEveryMs: number;
}

const USUAL_PACE: Pace = { roundEveryMs: 5_000, lookEveryMs: 60_000 };
const PAGE = 100;
/** How long a stop waits for what is under way, in milliseconds. */
const LAST_REQUESTS_MS = 1_000;

export const makeCatchUp = (deps: {
  readonly apps: Pick<AppRepository, 'list'>;
  /** The apps that somebody listens for: those that are connected to the phone system. */
  readonly connectedApps: TaskEither<StorageError, readonly AppId[]>;
  readonly watch: MarkWatched;
  readonly fillGaps: FillGaps;
  readonly closeStaleCalls: CloseStaleCalls;
  readonly logger: Logger;
  readonly pace?: Pace;
}): CatchUp => {
  const { roundEveryMs, lookEveryMs } = deps.pace ?? USUAL_PACE;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let round: Promise<void> = Promise.resolve();
  let looking: Promise<void> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** Apps that were asked for since the start. */
  const seen = new Set<AppId>();
  /** Apps that are being filled; a long fill must not hold up the watch over others. */
  const filling = new Map<AppId, Promise<void>>();
  /** What went wrong in the last round, and in this one: told once for as long as it goes on. */
  let before: ReadonlySet<string> = new Set();
  let troubles = new Set<string>();

  const goesOn = (): boolean => !stopping;

  const settle = (outcome: E.Either<StorageError | Conflict, unknown>): void => {
    if (E.isRight(outcome) || outcome.left._tag === 'Conflict') return;
    const { detail } = outcome.left;
    if (!before.has(detail) && !troubles.has(detail)) {
      deps.logger.warn({ cause: detail }, 'Catching up waits for storage');
    }
    troubles.add(detail);
  };

  /** An exception is a bug of ours, and must end neither the rounds nor the process. */
  const attempt = async <A>(task: TaskEither<StorageError | Conflict, A>): Promise<A | null> => {
    const outcome = await Promise.resolve().then(task).catch(bugAsFault);
    settle(outcome);
    return E.isRight(outcome) ? outcome.right : null;
  };

  const fill = (appId: AppId, atOnce: boolean): void => {
    if (stopping || filling.has(appId)) return;
    const started = attempt(deps.fillGaps(appId, { goesOn, atOnce })).then(() => undefined);
    filling.set(
      appId,
      started.finally(() => filling.delete(appId)),
    );
  };

  const watchAll = async (): Promise<readonly AppId[]> => {
    const connected = (await attempt(deps.connectedApps)) ?? [];
    for (const appId of connected) await attempt(deps.watch(appId));
    return connected;
  };

  const lookAfterCalls = async (): Promise<void> => {
    for (let offset = 0; goesOn(); offset += PAGE) {
      const page = await attempt(deps.apps.list({ limit: PAGE, offset }));
      if (page === null) return;
      for (const { id } of page.items) if (goesOn()) await attempt(deps.closeStaleCalls(id, goesOn));
      if (page.items.length < PAGE) return;
    }
  };

  const goRound = async (): Promise<void> => {
    before = troubles;
    troubles = new Set();
    for (const appId of await watchAll()) {
      fill(appId, !seen.has(appId));
      seen.add(appId);
    }
    if (looking === null && performance.now() - lookedAt >= lookEveryMs) {
      lookedAt = performance.now();
      // It waits for the phone system, which the watch must not.
      looking = lookAfterCalls().finally(() => {
        looking = null;
      });
    }
    if (!stopping) after(roundEveryMs);
  };

  const after = (ms: number): void => {
    timer = setTimeout(() => {
      round = goRound();
    }, ms);
    timer.unref();
  };

  return {
    start: () => after(0),
    kick: (appId) => void attempt(deps.watch(appId)).then(() => fill(appId, true)),
    stop: async () => {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      await round;
      // What is asked of the phone system may take longer than a stop; what comes of it is asked for again.
      await Promise.race([
        Promise.all([looking, ...filling.values()]),
        sleep(LAST_REQUESTS_MS, undefined, { ref: false }),
      ]);
      await watchAll();
    },
  };
};
