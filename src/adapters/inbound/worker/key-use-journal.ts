import * as E from 'fp-ts/lib/Either.js';
import type { ApiKeyRepository } from '../../../application/ports/api-key-repository.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { KeyId } from '../../../domain/ids.js';
import type { Timestamp } from '../../../domain/timestamp.js';

export interface KeyUseJournal {
  readonly note: (key: KeyId, now: Timestamp) => void;
  /** Saves what was noted and ends. */
  readonly stop: () => Promise<void>;
}

const SAVE_AFTER_MS = 1_000;

/** Notes when keys were used and saves it once a second at most, so that a request does not wait for a write. */
export const makeKeyUseJournal = (deps: {
  readonly apiKeys: ApiKeyRepository;
  readonly logger: Logger;
}): KeyUseJournal => {
  let uses = new Map<KeyId, Timestamp>();
  let timer: NodeJS.Timeout | null = null;

  const save = async (): Promise<void> => {
    timer = null;
    if (uses.size === 0) return;
    const noted = uses;
    uses = new Map();
    const saved = await deps.apiKeys.touch(noted)();
    // Only the time of the last use counts, so the next use makes up for a lost one.
    if (E.isLeft(saved))
      deps.logger.debug({ cause: saved.left.detail }, 'The last use of some keys could not be saved');
  };

  return {
    note: (key, now) => {
      uses.set(key, now);
      timer ??= setTimeout(save, SAVE_AFTER_MS);
    },
    stop: async () => {
      if (timer !== null) clearTimeout(timer);
      await save();
    },
  };
};
