import * as E from 'fp-ts/lib/Either.js';
import type { Prune } from '../../../application/events/prune.js';
import type { Logger } from '../../../application/ports/logger.js';

export interface Janitor {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Forgets once an hour what is older than it is to be kept. */
export const makeJanitor = (deps: { readonly prune: Prune; readonly logger: Logger }): Janitor => {
  let timer: NodeJS.Timeout | null = null;
  let underWay: Promise<void> = Promise.resolve();

  const after = (ms: number): void => {
    timer = setTimeout(() => {
      underWay = round();
    }, ms).unref();
  };

  const round = async (): Promise<void> => {
    const pruned = await deps.prune();
    // What was not forgotten now will be the next time.
    if (E.isLeft(pruned)) deps.logger.debug({ cause: pruned.left.detail }, 'Nothing could be forgotten');
    else deps.logger.debug({ ...pruned.right }, 'Forgot what is older than it is to be kept');
    if (timer !== null) after(EVERY_MS);
  };

  return {
    start: () => after(FIRST_AFTER_MS),
    stop: async () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await underWay;
    },
  };
};
