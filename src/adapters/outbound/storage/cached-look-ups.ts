import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** How long something is cached, in milliseconds: a change by any process takes effect within a second. */
const TTL_MS = 1_000;
const MAX_CACHED = 10_000;

type LookUp<A> = TaskEither<StorageError, O.Option<A>>;

/** What was found of apps and their keys, by name. */
export interface CachedLookUps<A> {
  /** Looks something up, unless that was done within the last second. */
  readonly find: (name: string, lookUp: LookUp<A>) => LookUp<A>;
  /** What was found within the last second; null where it has to be looked up. */
  readonly known: (name: string) => A | null;
  /** Whether something was found when it was last looked up, and nothing has changed since. */
  readonly has: (name: string) => boolean;
}

/**
 * Caches what is found for a second. A change of access that comes over the bus empties the cache at once. What is not found is not
 * cached, so that guesses do not fill it.
 */
export const cachedLookUps = <A>(bus: EventBus, clock: Clock): CachedLookUps<A> => {
  const cache = new Map<string, { readonly found: O.Some<A>; readonly until: Timestamp }>();
  let changes = 0;
  bus.subscribe((message) => {
    if (message._tag !== 'AccessChanged' && message._tag !== 'MessagesMissed') return;
    changes += 1;
    cache.clear();
  });
  const fresh = (name: string): O.Some<A> | null => {
    const cached = cache.get(name);
    return cached !== undefined && clock.now() < cached.until ? cached.found : null;
  };
  return {
    has: (name) => cache.has(name),
    known: (name) => fresh(name)?.value ?? null,
    find: (name, lookUp) => async () => {
      const cached = fresh(name);
      if (cached !== null) return E.right(cached);
      const changesBefore = changes;
      const found = await lookUp();
      // What was read before a change must not be cached after it.
      if (E.isRight(found) && O.isSome(found.right) && changes === changesBefore) {
        if (cache.size >= MAX_CACHED) cache.clear();
        cache.set(name, { found: found.right, until: clock.now() + TTL_MS });
      }
      return found;
    },
  };
};
