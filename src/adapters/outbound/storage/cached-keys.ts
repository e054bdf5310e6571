import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { ApiKeyRepository, KeyOfApp } from '../../../application/ports/api-key-repository.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** How long a key is cached, in milliseconds: a revocation by any process takes effect within a second. */
const KEY_TTL_MS = 1_000;
const MAX_KEYS = 10_000;

export interface CachedKeys extends Pick<ApiKeyRepository, 'findByHash'> {
  /** Whether there was such a key when it was last looked up, and no access has changed since. Looks nothing up. */
  readonly isKnown: (hash: string) => boolean;
  /** The key, while what was looked up of it is valid. Looks nothing up. */
  readonly known: (hash: string) => KeyOfApp | null;
}

/**
 * Caches keys by hash for a second. A change of access that comes over the bus empties the cache at once. Unknown keys are not cached,
 * so that guesses do not fill it.
 */
export const cachedKeys = (apiKeys: Pick<ApiKeyRepository, 'findByHash'>, bus: EventBus, clock: Clock): CachedKeys => {
  const cache = new Map<string, { readonly found: O.Option<KeyOfApp>; readonly until: Timestamp }>();
  let changes = 0;
  bus.subscribe((message) => {
    if (message._tag !== 'AccessChanged' && message._tag !== 'MessagesMissed') return;
    changes += 1;
    cache.clear();
  });
  return {
    isKnown: (hash) => cache.has(hash),
    known: (hash) => {
      const cached = cache.get(hash);
      return cached !== undefined && clock.now() < cached.until ? O.toNullable(cached.found) : null;
    },
    findByHash: (hash) => async () => {
      const cached = cache.get(hash);
      if (cached !== undefined && clock.now() < cached.until) return E.right(cached.found);
      const changesBefore = changes;
      const found = await apiKeys.findByHash(hash)();
      // A key that was read before a change must not be cached after it.
      if (E.isRight(found) && O.isSome(found.right) && changes === changesBefore) {
        if (cache.size >= MAX_KEYS) cache.clear();
        cache.set(hash, { found: found.right, until: clock.now() + KEY_TTL_MS });
      }
      return found;
    },
  };
};
