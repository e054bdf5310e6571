import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { ApiKeyRepository, KeyOfApp } from '../../../application/ports/api-key-repository.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** How long a key is believed without asking again: a revocation is in force within a second, wherever it was made. */
const KEY_TTL_MS = 1_000;
const MAX_KEYS = 10_000;

/**
 * Keys by hash, remembered for a moment. A change that this process makes or hears of is in force at once. Unknown keys are
 * not remembered, so that guessing them fills nothing.
 */
export const cachedKeys = (
  apiKeys: Pick<ApiKeyRepository, 'findByHash'>,
  bus: EventBus,
  clock: Clock,
): Pick<ApiKeyRepository, 'findByHash'> => {
  const known = new Map<string, { readonly found: O.Option<KeyOfApp>; readonly until: Timestamp }>();
  let changes = 0;
  bus.subscribe((notice) => {
    if (notice._tag !== 'AccessChanged' && notice._tag !== 'MessagesMissed') return;
    changes += 1;
    known.clear();
  });
  return {
    findByHash: (hash) => async () => {
      const remembered = known.get(hash);
      if (remembered !== undefined && clock.now() < remembered.until) return E.right(remembered.found);
      const before = changes;
      const found = await apiKeys.findByHash(hash)();
      // What was read before a change must not be remembered after it.
      if (E.isRight(found) && O.isSome(found.right) && changes === before) {
        if (known.size >= MAX_KEYS) known.clear();
        known.set(hash, { found: found.right, until: clock.now() + KEY_TTL_MS });
      }
      return found;
    },
  };
};
