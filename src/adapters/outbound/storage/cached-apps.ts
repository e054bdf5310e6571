import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppRepository } from '../../../application/ports/app-repository.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { AppTenant } from '../../../domain/app/app-tenant.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** How long an app is cached, in milliseconds. */
const APP_TTL_MS = 1_000;
const MAX_APPS = 10_000;

type LookUps = Pick<AppRepository, 'find' | 'findByOrganization' | 'onlyActive'>;
type Found = E.Either<StorageError, O.Option<AppTenant>>;

/**
 * Caches the apps that deliveries name, and the only active one, for a second. A change that comes over the bus empties the cache at
 * once. What is not found is not cached, so that an app receives from its first moment, and made-up ids do not fill the cache.
 */
export const cachedApps = (apps: LookUps, bus: EventBus, clock: Clock): LookUps => {
  const cache = new Map<string, { readonly found: Found; readonly until: Timestamp }>();
  let changes = 0;
  bus.subscribe((message) => {
    if (message._tag !== 'AccessChanged' && message._tag !== 'MessagesMissed') return;
    changes += 1;
    cache.clear();
  });

  const cached =
    (name: string, lookUp: TaskEither<StorageError, O.Option<AppTenant>>): typeof lookUp =>
    async () => {
      const known = cache.get(name);
      if (known !== undefined && clock.now() < known.until) return known.found;
      const changesBefore = changes;
      const found = await lookUp();
      // What was read before a change must not be cached after it.
      if (E.isRight(found) && O.isSome(found.right) && changes === changesBefore) {
        if (cache.size >= MAX_APPS) cache.clear();
        cache.set(name, { found, until: clock.now() + APP_TTL_MS });
      }
      return found;
    };

  return {
    find: (id) => cached(id, apps.find(id)),
    onlyActive: cached('', apps.onlyActive),
    findByOrganization: apps.findByOrganization,
  };
};
