import * as E from 'fp-ts/lib/Either.js';
import type { ApiKeyRepository } from '../../../application/ports/api-key-repository.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { KeyId } from '../../../domain/ids.js';
import type { Timestamp } from '../../../domain/timestamp.js';

export interface KeyUseJournal {
  readonly note: (key: KeyId, now: Timestamp) => void;
  /** Keeps what was noted and ends. */
  readonly stop: () => Promise<void>;
}

const FLUSH_AFTER_MS = 1_000;

/** Gathers when keys were used and keeps it once a second at most, so that a request does not wait for a write. */
export const makeKeyUseJournal = (deps: {
  readonly apiKeys: ApiKeyRepository;
  readonly logger: Logger;
}): KeyUseJournal => {
  let uses = new Map<KeyId, Timestamp>();
  let timer: NodeJS.Timeout | null = null;

  const flush = async (): Promise<void> => {
    timer = null;
    if (uses.size === 0) return;
    const noted = uses;
    uses = new Map();
    const kept = await deps.apiKeys.touch(noted)();
    // A use that is not noted is noted at the next one.
    if (E.isLeft(kept)) deps.logger.debug({ cause: kept.left.detail }, 'The last use of some keys could not be noted');
  };

  return {
    note: (key, now) => {
      uses.set(key, now);
      timer ??= setTimeout(flush, FLUSH_AFTER_MS);
    },
    stop: async () => {
      if (timer !== null) clearTimeout(timer);
      await flush();
    },
  };
};
