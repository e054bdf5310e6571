import * as E from 'fp-ts/lib/Either.js';
import type { Prune } from '../../../application/events/prune.js';
import type { Logger } from '../../../application/ports/logger.js';

export interface Janitor {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Deletes once an hour what is older than the retention time. */
export const makeJanitor = (deps: { readonly prune: Prune; readonly logger: Logger }): Janitor => {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  const pruneAfter = (ms: number): void => {
    timer = setTimeout(() => {
      running = prune();
    }, ms).unref();
  };

  const prune = async (): Promise<void> => {
    const pruned = await deps.prune();
    // What was not deleted now is deleted the next time.
    if (E.isLeft(pruned)) {
      // An outage is told elsewhere; a refusal will not pass, and the disk fills up.
      const level = pruned.left._tag === 'StorageFault' ? 'warn' : 'debug';
      deps.logger[level]({ cause: pruned.left.detail }, 'Old data could not be deleted; it is tried again in an hour');
    } else deps.logger.debug({ ...pruned.right }, 'Old data was deleted');
    if (timer !== null) pruneAfter(EVERY_MS);
  };

  return {
    start: () => pruneAfter(FIRST_AFTER_MS),
    stop: async () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await running;
    },
  };
};
