import type { ApiKeyRepository, KeyOfApp } from '../../../application/ports/api-key-repository.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import { cachedLookUps } from './cached-look-ups.js';

export interface CachedKeys extends Pick<ApiKeyRepository, 'findByHash'> {
  /** Whether there was such a key when it was last looked up, and no access has changed since. Looks nothing up. */
  readonly isKnown: (hash: string) => boolean;
  /** The key, while what was looked up of it is valid. Looks nothing up. */
  readonly known: (hash: string) => KeyOfApp | null;
}

/** Caches keys by hash for a second: a revocation by any process takes effect within it. */
export const cachedKeys = (apiKeys: Pick<ApiKeyRepository, 'findByHash'>, bus: EventBus, clock: Clock): CachedKeys => {
  const { find, has, known } = cachedLookUps<KeyOfApp>(bus, clock);
  return { isKnown: has, known, findByHash: (hash) => find(hash, apiKeys.findByHash(hash)) };
};
