import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CloseStaleCalls } from '../../application/close-stale-calls.js';
import type { FillGaps, Watch } from '../../application/keep-coverage.js';
import type { AppRepository } from '../../application/ports/app-repository.js';
import type { Logger } from '../../application/ports/logger.js';
import { bugAsFault, type Conflict, type StorageError } from '../../application/ports/storage-error.js';
import type { AppId } from '../../domain/ids.js';

/** Sees that nothing is missed: keeps each app's ledger, asks for what is missing, and looks after calls that fell silent. */
export interface CatchUp {
  readonly start: () => void;
  /** Ends what is under way, and notes until when this process has listened. */
  readonly stop: () => Promise<void>;
  /** Sees to one app at once. */
  readonly kick: (appId: AppId) => void;
}

/** Often enough that a silence stands out from the pauses between two rounds. */
const ROUND_EVERY_MS = 5_000;
/** Stale calls wait for hours already. */
const LOOK_EVERY_MS = 60_000;
const PAGE = 100;

export const makeCatchUp = (deps: {
  readonly apps: Pick<AppRepository, 'list'>;
  /** The apps that somebody listens for: those that are connected to the phone system. */
  readonly connectedApps: TaskEither<StorageError, readonly AppId[]>;
  readonly watch: Watch;
  readonly fillGaps: FillGaps;
  readonly closeStaleCalls: CloseStaleCalls;
  readonly logger: Logger;
}): CatchUp => {
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let round: Promise<void> = Promise.resolve();
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** Apps that are being filled; a long fill must not hold up the watch over others. */
  const filling = new Map<AppId, Promise<void>>();
  /** What went wrong last, told once for as long as it stays the same. */
  let trouble: string | null = null;

  const settle = (outcome: E.Either<StorageError | Conflict, unknown>): void => {
    const now = E.isRight(outcome) || outcome.left._tag === 'Conflict' ? null : outcome.left.detail;
    if (now !== null && now !== trouble) deps.logger.warn({ cause: now }, 'Catching up waits for storage');
    trouble = now;
  };

  const attempt = async (task: TaskEither<StorageError | Conflict, unknown>): Promise<void> => {
    if (!stopping) settle(await task().catch(bugAsFault));
  };

  const fill = (appId: AppId): Promise<void> => {
    const underWay = filling.get(appId);
    if (underWay !== undefined) return underWay;
    const started = attempt(deps.fillGaps(appId)).finally(() => filling.delete(appId));
    filling.set(appId, started);
    return started;
  };

  const watchAll = async (): Promise<readonly AppId[]> => {
    const connected = await deps.connectedApps();
    settle(connected);
    if (E.isLeft(connected)) return [];
    for (const appId of connected.right) settle(await deps.watch(appId)().catch(bugAsFault));
    return connected.right;
  };

  const lookAfterCalls = async (): Promise<void> => {
    for (let offset = 0; !stopping; offset += PAGE) {
      const page = await deps.apps.list({ limit: PAGE, offset })();
      if (E.isLeft(page)) return settle(page);
      for (const { id } of page.right.items) await attempt(deps.closeStaleCalls(id));
      if (page.right.items.length < PAGE) return;
    }
  };

  const goRound = async (): Promise<void> => {
    for (const appId of await watchAll()) void fill(appId);
    if (performance.now() - lookedAt >= LOOK_EVERY_MS) {
      lookedAt = performance.now();
      await lookAfterCalls();
    }
    if (!stopping) after(ROUND_EVERY_MS);
  };

  const after = (ms: number): void => {
    timer = setTimeout(() => {
      round = goRound();
    }, ms);
    timer.unref();
  };

  return {
    start: () => after(0),
    kick: (appId) => void fill(appId),
    stop: async () => {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      await round;
      await Promise.all(filling.values());
      await watchAll();
    },
  };
};
